import { startOrStop } from './start-or-stop.ts'

export const command = startOrStop('stop', 'Drains a pipeline on a server: what was read is committed and published, then it ends.')
