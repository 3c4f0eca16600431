/** Notifications of the system, wished for in this browser only. */
const KEY = 'millrace.notify'

export const canNotify = (): boolean => typeof Notification !== 'undefined'

export function wantsNotifications(): boolean {
  try {
    return canNotify() && Notification.permission === 'granted' && localStorage.getItem(KEY) === 'yes'
  } catch {
    return false
  }
}

/** Asks the browser; call it from a click only. The answer is what holds from now on. */
export async function wishNotifications(wanted: boolean): Promise<'on' | 'off' | 'denied'> {
  if (!wanted) {
    localStorage.removeItem(KEY)
    return 'off'
  }
  const permission = Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
  if (permission !== 'granted') return 'denied'
  localStorage.setItem(KEY, 'yes')
  return 'on'
}

/** Shows a notification; a click on it brings the page to the front and runs `onClick`. Those with the same tag replace one another. */
export function notify(title: string, { body, tag, onClick }: { body: string; tag: string; onClick?: () => void }): void {
  const shown = new Notification(title, { body, tag, icon: '/icon.svg' })
  shown.onclick = () => {
    window.focus()
    shown.close()
    onClick?.()
  }
}
