import type { KeyBinding } from '../shell/key-table.ts'
import type { ChartView } from './chart-view.ts'

/** Keys of all charts at once. */
export const pauseKeys: readonly KeyBinding<ChartView>[] = [
  { on: ['space'], text: 'keys.pause', run: (view) => view.live && togglePause(view) },
]

/** Holds a live view at this second, or lets it go on. */
export function togglePause(view: ChartView): void {
  if (view.held === 'pause') view.release('pause')
  else view.hold('pause')
}

/** Keys of the chart that has the focus. */
export const chartKeys: readonly KeyBinding<() => void>[] = [{ on: ['a'], text: 'keys.alert', run: (ask) => ask() }]

type Handle = {
  /** Moves the threshold by hundredths of the axis. */
  readonly move: (steps: number) => void
  readonly open: () => void
  readonly cancel: () => void
}

/** Keys of the handle of a threshold. */
export const handleKeys: readonly KeyBinding<Handle>[] = [
  { on: ['arrowup'], text: 'keys.threshold-up', run: ({ move }) => move(1) },
  { on: ['arrowdown'], text: 'keys.threshold-down', run: ({ move }) => move(-1) },
  { on: ['shift+arrowup', 'pageup'], text: 'keys.threshold-up-far', run: ({ move }) => move(10) },
  { on: ['shift+arrowdown', 'pagedown'], text: 'keys.threshold-down-far', run: ({ move }) => move(-10) },
  { on: ['enter', 'space'], text: 'keys.threshold-open', run: ({ open }) => open() },
  { on: ['escape'], text: 'keys.threshold-cancel', run: ({ cancel }) => cancel() },
]

/** All keys of the charts, for the sheet. */
export const allChartKeys: readonly KeyBinding<never>[] = [...pauseKeys, ...chartKeys, ...handleKeys]
