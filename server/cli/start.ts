import { startOrStop } from './start-or-stop.ts'

export const command = startOrStop('start', 'Starts the newest version of a pipeline on a server, from the state that it left.')
