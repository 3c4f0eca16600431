// Finds the Chromium that tests of pages use, or installs Debian's when root. Plain JavaScript, because set-up runs before anything else.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of a Chromium, or null. `CHROMIUM` names one. */
function findBrowser() {
  const given = process.env.CHROMIUM
  if (given !== undefined) return fs.existsSync(given) ? given : null
  return places.find((place) => fs.existsSync(place)) ?? null
}

/** The path of a Chromium, or null; installs Debian's package, and Chinese fonts, when there is none and this is root on Debian. */
export function ensureBrowser() {
  const found = findBrowser()
  if (found !== null || process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return found
  process.stderr.write('set-up: installing Chromium (apt-get), for tests of pages\n')
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
  return findBrowser()
}

/** As `ensureBrowser`; throws where there is none. */
export function needBrowser() {
  const found = ensureBrowser()
  if (found === null) throw new Error('there is no Chromium: install it, or set CHROMIUM to its path')
  return found
}
