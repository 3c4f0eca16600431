import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { captured } from '../testing/terminal.ts'
import { main } from './main.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-cli-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, text)
  return file
}

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const terminal = captured()
  const code = await main(args, terminal)
  return { code, stdout: terminal.stdout, stderr: terminal.stderr }
}

const good = `millrace: 1
name: good
params: { path: in.txt }
nodes:
  in: { type: connect.file, config: { path: "\${param.path}" } }
  out: { type: consign.discard }
wires:
  - in -> out
`

test('help names every command, and each command has its own', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const name of ['run', 'validate', 'explain', 'nodes', 'serve']) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    const help = await run(name, '--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain(`usage: millrace ${name}`)
  }
})

test('a wrong command line is told with the nearest right one, code 2', async () => {
  expect(await run('--behind-porxy')).toMatchObject({ code: 2 })
  expect(await run('vaildate')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `validate`?') })
  expect(await run('validate', '--jsno', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean --json?') })
  expect(await run('validate')).toMatchObject({ code: 2, stderr: expect.stringContaining('which file?') })
  expect(await run('validate', path.join(folder, 'none.yaml'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no file'),
  })
  expect(await run('validate', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') })
})

test('run refuses what it cannot mean', async () => {
  const file = write('good.yaml', good)
  expect(await run('run', file, '--duration', 'long')).toMatchObject({ code: 2, stderr: expect.stringContaining('--duration long') })
  expect(await run('run', file, '--durability', 'always')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('safe, relaxed, fast'),
  })
  expect(await run('run', file, '--set', 'path')).toMatchObject({ code: 2, stderr: expect.stringContaining('--set NAME=VALUE') })
  expect(await run('run', file, '--set', 'path=[')).toMatchObject({ code: 2, stderr: expect.stringContaining('--set path=[') })
  expect(await run('run', file, file)).toMatchObject({ code: 2, stderr: expect.stringContaining('one file at a time') })
  expect(await run('run', file, '--root', '/none')).toMatchObject({ code: 2, stderr: expect.stringContaining('no such folder') })
  expect(await run('run', file, '--live', '--json')).toMatchObject({ code: 2 })
})

test('run does not start an invalid pipeline, code 3; with --json standard output is still one object', async () => {
  const file = write('bad.yaml', good.replace('connect.file', 'connect.flie'))
  expect(await run('run', file)).toEqual({ code: 3, stdout: '', stderr: expect.stringContaining(`${file}:5:9: error UNKNOWN_NODE_TYPE`) })
  const { code, stdout } = await run('run', file, '--json')
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'good', state: 'invalid', issues: [{ code: 'UNKNOWN_NODE_TYPE' }] })
})

test('an unknown parameter is an issue of the run', async () => {
  const file = write('good.yaml', good)
  expect(await run('run', file, '--set', 'pth=x')).toMatchObject({ code: 3, stderr: expect.stringContaining('did you mean `path`?') })
})

test('validate tells issues in the order of the text, with place, code and what to do', async () => {
  const file = write(
    'bad.yaml',
    good.replace('connect.file', 'connect.flie').replace('consign.discard }', 'consign.discard, config: { pth: 1 } }'),
  )
  const { code, stdout } = await run('validate', file)
  expect(code).toBe(3)
  const lines = stdout.split('\n')
  expect(lines[0]).toBe(`${file}:5:9: error UNKNOWN_NODE_TYPE: there is no node type \`connect.flie\``)
  expect(lines[1]).toBe('  did you mean `connect.file`?')
  expect(lines[2]).toBe(`${file}:6:43: error UNKNOWN_KEY: unknown key \`pth\``)
})

test('validate takes several files, and --json prints one object', async () => {
  const files = [write('good.yaml', good), write('bad.yaml', 'millrace: 1')]
  expect(await run('validate', files[0])).toMatchObject({ code: 0, stdout: `${files[0]}: valid\n` })
  const { code, stdout } = await run('validate', '--json', ...files)
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    files: [
      { file: files[0], valid: true, issues: [] },
      { file: files[1], valid: false },
    ],
  })
})

test('nodes lists the types and prints the page of one', async () => {
  expect((await run('nodes')).stdout).toMatch(/^compose\n {2}compose\.aggregate +Counts/m)
  expect((await run('nodes', 'compose.filter')).stdout).toMatch(/^# Filter/)
  expect(await run('nodes', 'compose.fliter')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `compose.filter`?') })
  expect(JSON.parse((await run('nodes', '--json')).stdout).nodes).toContainEqual(
    expect.objectContaining({ id: 'connect.file', stage: 'connect' }),
  )
})
