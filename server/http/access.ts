import type { Identity } from '../services.ts'

/** What somebody may want to do; each route and each socket event names one. `session` = with one's own session, `invite` = making one-time tokens. */
export type Action = 'read' | 'peek' | 'edit' | 'operate' | 'session' | 'invite'

/** The one access check, asked by every route and socket event. Whoever is signed in may do everything but invite; scripts have no session to end. */
export function may(identity: Identity, action: Action): boolean {
  if (action === 'invite') return identity.kind === 'token'
  if (action === 'session') return identity.kind === 'session'
  return true
}
