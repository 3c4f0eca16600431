import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A process that never ends by itself; prints what its handlers are told. */
const script = `
  import { onInterrupt } from ${JSON.stringify(new URL('./interrupt.ts', import.meta.url).href)}
  setInterval(() => {}, 1000)
  onInterrupt((signal) => console.log('drain', signal), (reason) => { console.log('abandon', reason); process.exit(130) })
  console.log('ready')
`

/** Starts the process; `said` resolves when it has printed a line that begins so. */
function start() {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  const said = async (text: string) => {
    while (!out.includes(text))
      if (child.exitCode !== null || (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]))[0] === 1)
        throw new Error(`ended after: ${out}`)
  }
  return { child, said, output: () => out }
}

test('two signals at once are one key press; a later SIGINT ends at once', async () => {
  const { child, said, output } = start()
  await said('ready')
  child.kill('SIGINT')
  await said('drain SIGINT')
  child.kill('SIGINT')
  const again = setInterval(() => child.kill('SIGINT'), 300)
  const [code] = await once(child, 'close')
  clearInterval(again)
  expect(code).toBe(130)
  expect(output()).toBe('ready\ndrain SIGINT\nabandon interrupted a second time\n')
})

test('SIGTERM drains, and a second one changes nothing', async () => {
  const { child, said, output } = start()
  await said('ready')
  child.kill('SIGTERM')
  await said('drain SIGTERM')
  child.kill('SIGTERM')
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(output()).toBe('ready\ndrain SIGTERM\n')
})
