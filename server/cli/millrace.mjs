#!/usr/bin/env node
// Plain JavaScript that any Node can parse, because npx may start it on the system's old Node before anything is installed.
// On a Node older than 24 it hands over to the one that npm installed. Its path never changes: npx keeps a link to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const old = Number(process.versions.node.split('.')[0]) < 24
if (!existsSync(fileURLToPath(new URL('../../node_modules/zod', import.meta.url))) || (old && !existsSync(own))) {
  console.error(
    old && existsSync(fileURLToPath(new URL('../../node_modules', import.meta.url)))
      ? `millrace needs Node 24 or newer; this is ${process.versions.node}, and npm has none for this system: install one.`
      : 'millrace is not set up: run `npm ci` in the checkout (on Linux it brings the right Node, elsewhere use Node 24 or newer).',
  )
  process.exitCode = 1
} else if (old) {
  const child = spawn(own, process.argv.slice(1), { stdio: 'inherit' })
  // a signal that was meant for the command must end it in its own good time, not orphan it
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143)
  })
} else {
  // halves the time to start; does nothing where the folder cannot be written
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/millrace', import.meta.url)))
  const { start } = await import('./main.ts')
  await start()
}
