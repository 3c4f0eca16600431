// Makes a checkout ready: installs packages when the lock file changed, generates when its sources changed and, with --build, builds the
// pages when theirs changed. Plain JavaScript that the system's Node runs from version 18 on, because npm starts it before anything is
// installed. Silent when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const modules = path.join(root, 'node_modules')
const marker = path.join(modules, '.millrace-setup')
const generator = path.join(root, 'scripts', 'gen.mjs')
/** What generated files are made of, and the generated files that the product loads. */
const sources = ['core', 'nodes', 'scripts', 'package.json']

/** What the client of the database is made of. */
const model = ['prisma/schema.prisma', 'scripts/prisma.mjs', 'package-lock.json']

/** What the pages are made of: node types run in the browser too. */
const pages = ['app', 'components', 'core', 'nodes', 'public', 'next.config.js', 'postcss.config.mjs', 'package-lock.json']

install()
const node = findNode()
generate()
generateClient()
if (process.argv.includes('--build')) build()

/** Runs `npm ci` unless what npm last installed is what the lock file says. */
function install() {
  const wanted = readJson(path.join(root, 'package-lock.json'))
  if (wanted === null) fail('package-lock.json is missing or broken: restore it with `git checkout package-lock.json`')
  if (matches(wanted.packages, readJson(path.join(modules, '.package-lock.json'))?.packages)) return
  say('installing packages (npm ci), about a minute the first time')
  run(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'check the network and the npm configuration, then run `npm ci` to see the whole story',
  )
}

/** Whether each package has the wanted version; optional ones of other platforms may be absent. npm writes the second list last of all, so an interrupted install has none. */
function matches(wanted, installed) {
  if (installed === undefined) return false
  for (const [place, { version, optional }] of Object.entries(wanted)) {
    if (place === '') continue
    if (installed[place] === undefined ? !optional : installed[place].version !== version) return false
  }
  return Object.keys(installed).every((place) => wanted[place] !== undefined)
}

/** The Node that npm installed, else this one. */
function findNode() {
  const own = path.join(modules, '.bin', 'node')
  if (fs.existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(`this is Node ${process.versions.node}, and npm has no Node for this system: install Node 24 or newer`)
}

/** Runs the generator unless its sources are those of the last time. */
function generate() {
  if (!fs.existsSync(generator) || fingerprint(sources) === readText(marker)) return
  say('generating lists and pages from the node types')
  run(node, [generator], 'the message above names the file at fault')
  fs.writeFileSync(marker, fingerprint(sources))
}

/** Generates the client of the database unless it is there and its sources are those of the last time. */
function generateClient() {
  const generated = path.join(root, 'prisma', 'generated')
  const made = path.join(generated, '.millrace-made')
  const wanted = fingerprint(model)
  if (!fs.existsSync(path.join(root, 'scripts', 'prisma.mjs')) || readText(made) === wanted) return
  say('generating the client of the database')
  fs.rmSync(generated, { recursive: true, force: true })
  run(node, [path.join(root, 'scripts', 'prisma.mjs')], 'the message above names the line of prisma/schema.prisma at fault')
  fs.writeFileSync(made, wanted)
}

/** Builds the pages unless their sources are those of the last time. */
function build() {
  const built = path.join(root, process.env.MILLRACE_NEXT_DIR ?? '.next', 'millrace-built')
  const wanted = fingerprint(pages)
  if (readText(built) === wanted) return
  say('building the pages, up to a minute')
  fs.rmSync(built, { force: true })
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  run(node, [path.join(modules, 'next', 'dist', 'bin', 'next'), 'build'], 'the message above names the file at fault', env)
  fs.writeFileSync(built, wanted)
}

/** Hash of the names and contents of all these sources but tests. */
function fingerprint(names) {
  const hash = createHash('sha256')
  const visit = (place) => {
    if (fs.statSync(place).isDirectory()) for (const name of fs.readdirSync(place).sort()) visit(path.join(place, name))
    else if (!/\.test\.tsx?$/.test(place)) hash.update(`${path.relative(root, place)}\n`).update(fs.readFileSync(place))
  }
  for (const name of names) if (fs.existsSync(path.join(root, name))) visit(path.join(root, name))
  return hash.digest('hex')
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function readJson(file) {
  try {
    return JSON.parse(readText(file))
  } catch {
    return null
  }
}

/** Runs a command; its output goes to standard error, which leaves standard output to the command that set-up precedes. */
function run(command, args, hint, env = process.env) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail(`\`${[command, ...args].join(' ')}\` ended with ${error?.message ?? signal ?? `code ${status}`}: ${hint}`)
}

function say(text) {
  process.stderr.write(`set-up: ${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
