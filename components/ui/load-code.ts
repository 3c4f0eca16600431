const RETRY_AFTER = 1500
/** As often as this a server that answers may not hand code out, until it is taken to have other pages by now. */
const REFUSALS = 3

/**
 * Loads code of the page. What cannot be fetched, because the server restarts or the network is away, is fetched again until it can: whoever waits
 * goes on waiting, and `onMissing` is told each time. Throws when the server is there and has that code no more.
 */
export async function loadCode<M>(load: () => Promise<M>, onMissing?: () => void): Promise<M> {
  for (let refused = 0; ; ) {
    try {
      return await load()
    } catch (error) {
      if (!isMissingCode(error) || refused === REFUSALS) throw error
    }
    onMissing?.()
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER))
    refused = (await serverAnswers()) ? refused + 1 : 0
  }
}

/** Whether an error says that code could not be fetched, and not that it failed. */
export const isMissingCode = (error: unknown): boolean => error instanceof Error && error.name === 'ChunkLoadError'

const serverAnswers = (): Promise<boolean> =>
  fetch('/icon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
