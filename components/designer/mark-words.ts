import type { Key } from '../i18n/en.ts'
import type { NodeMark } from './node-state.ts'

/** The word of each mark: colour and glyph never stand alone. */
export const markKey = {
  ok: 'live.mark.ok',
  firing: 'live.mark.firing',
  disconnected: 'live.mark.disconnected',
  errors: 'live.mark.errors',
  pressed: 'live.mark.pressed',
  waiting: 'live.mark.waiting',
  starting: 'live.mark.starting',
  stopped: 'live.mark.stopped',
} as const satisfies Record<NodeMark, Key>
