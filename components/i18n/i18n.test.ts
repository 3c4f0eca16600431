import fs from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import { designEn } from './design.en.ts'
import { designZh } from './design.zh.ts'
import { en as pages } from './en.ts'
import { langOf } from './lang.ts'
import { liveEn } from './live.en.ts'
import { liveZh } from './live.zh.ts'
import { secretsEn } from './secrets.en.ts'
import { secretsZh } from './secrets.zh.ts'
import { loadTexts, meaningOf, translatorOf } from './translate.ts'
import { zh as pagesZh } from './zh.ts'

const en = { ...pages, ...liveEn, ...designEn, ...secretsEn }
const zh = { ...pagesZh, ...liveZh, ...designZh, ...secretsZh }
const forms = (entry: string | { one: string; other: string }): string[] => (typeof entry === 'string' ? [entry] : [entry.one, entry.other])
const paramsOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

test('what a code means stands in front of its message where that is in another language', async () => {
  await loadTexts('pages', 'en')
  await loadTexts('pages', 'zh')
  for (const code of ['UNKNOWN_NODE_TYPE', 'NO_PIPELINE', 'RUN_DIED']) {
    expect(meaningOf('zh', code)).toMatch(/\p{Script=Han}.*。 $/u)
    expect(meaningOf('en', code)).toBe('')
  }
  expect(meaningOf('zh', 'NETWORK')).toBe('')
})

test('every language has the same keys', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
})

test('every text names the parameters of its English one, and says something', () => {
  for (const [key, entry] of Object.entries(en)) {
    const wanted = paramsOf(forms(entry).at(-1)!)
    for (const text of [...forms(entry), ...forms(zh[key as keyof typeof zh])]) {
      expect(text.trim(), key).not.toBe('')
      expect(paramsOf(text), key).toEqual(wanted)
    }
  }
})

test('Chinese texts are Chinese', () => {
  const names = /^(list\.version|list\.col-p99|alerts\.from-to|settings\.webhooks)$|\.p\d\d$/
  const latin = Object.entries(zh).filter(([key, entry]) => !names.test(key) && forms(entry).some((text) => !/\p{Script=Han}/u.test(text)))
  expect(latin).toEqual([])
})

describe('translate', () => {
  beforeAll(() => Promise.all([loadTexts('pages', 'en'), loadTexts('pages', 'zh')]))
  test('fills in parameters and chooses the form of a number', () => {
    const t = translatorOf('en')
    expect(t('list.drafts', { count: 1 })).toBe('1 draft not live')
    expect(t('list.drafts', { count: 1200 })).toBe('1,200 drafts not live')
    expect(translatorOf('zh')('list.drafts', { count: 1 })).toBe('1 个草稿未上线')
  })
  test('a parameter is put in as it is', () => {
    expect(translatorOf('en')('list.deleted', { name: '{count}$&' })).toBe('{count}$& was deleted')
  })
})

describe('language', () => {
  test('the choice wins, then what the browser prefers, then English', () => {
    expect(langOf('zh', 'en')).toBe('zh')
    expect(langOf(undefined, 'fr, zh-TW;q=0.8, en;q=0.5')).toBe('zh')
    expect(langOf('xx', 'de,en-GB;q=0.4,zh;q=0.3')).toBe('en')
    expect(langOf(undefined, 'zh;q=0, en')).toBe('en')
    expect(langOf(undefined, null)).toBe('en')
  })
})

const read = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint'])

/** Words that a component says itself: text between tags, and literal attributes that people read. */
function spokenBy(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const texts: string[] = []
  new Visitor({
    JSXText: ({ value }) => void texts.push(value),
    JSXAttribute: ({ name, value }) => {
      if (name.type === 'JSXIdentifier' && read.has(name.name) && value?.type === 'Literal') texts.push(String(value.value))
    },
  }).visit(program)
  return texts.map((text) => text.trim()).filter((text) => /\p{L}{2,}/u.test(text))
}

test('components take their words from the dictionaries', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const files = ['app', 'components'].flatMap((folder) =>
    (fs.readdirSync(path.join(root, folder), { recursive: true }) as string[])
      .filter((f) => f.endsWith('.tsx'))
      .map((f) => path.join(folder, f)),
  )
  expect(files.length).toBeGreaterThan(20)
  const allowed = new Set(['English', 'Millrace', 'Ctrl', 'Esc', 'Enter'])
  const said = files.flatMap((file) =>
    spokenBy(file, fs.readFileSync(path.join(root, file), 'utf8'))
      .filter((text) => !allowed.has(text))
      .map((text) => `${file}: ${text}`),
  )
  expect(said).toEqual([])
  expect(spokenBy('a.tsx', 'const a = <p title="Hello you">Some {b} words</p>')).toEqual(['Hello you', 'Some', 'words'])
})

/** What a file of ours imports, with what that does in turn, and what it lets follow later by itself. */
type Brought = { readonly files: ReadonlySet<string>; readonly later: ReadonlySet<string> }

function broughtBy(entry: string): Brought {
  const files = new Set<string>()
  const later = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file) || file.includes('/i18n/')) return
    files.add(file)
    const ours = (source: string): string[] =>
      source.startsWith('.') && /\.tsx?$/.test(source) ? [path.resolve(path.dirname(file), source)] : []
    const { program } = parseSync(file, textOf(file))
    new Visitor({
      ImportDeclaration: ({ importKind, source }) => {
        if (importKind !== 'type') for (const target of ours(source.value)) visit(target)
      },
      ImportExpression: ({ source }) => {
        if (source.type === 'Literal') for (const target of ours(String(source.value))) later.add(target)
      },
    }).visit(program)
  }
  visit(entry)
  return { files, later }
}

const texts = new Map<string, string>()
function textOf(file: string): string {
  const text = texts.get(file) ?? fs.readFileSync(file, 'utf8')
  texts.set(file, text)
  return text
}

test('what uses texts of a part loads them, or is only loaded by what does', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const parts = { live: Object.keys(liveEn), design: Object.keys(designEn), secrets: Object.keys(secretsEn) }
  const wanting = new Set<string>()
  const seen = new Set<string>()
  const check = (entry: string, above: readonly string[]): void => {
    if (seen.has(`${entry} ${above}`)) return
    seen.add(`${entry} ${above}`)
    const { files, later } = broughtBy(entry)
    const all = [...files].map(textOf)
    const loaded = Object.keys(parts).filter((part) => above.includes(part) || all.some((text) => text.includes(`useTexts('${part}')`)))
    for (const [part, keys] of Object.entries(parts))
      if (!loaded.includes(part))
        for (const key of keys)
          if (all.some((text) => text.includes(`'${key}'`) || text.includes(`\`${key.replace(/[^.-]+$/, '')}\${`)))
            wanting.add(`${path.relative(root, entry)}: ${key}`)
    for (const each of later) check(each, loaded)
  }
  const entries = (fs.readdirSync(path.join(root, 'app'), { recursive: true }) as string[]).filter((f) => f.endsWith('.tsx'))
  for (const entry of entries) check(path.join(root, 'app', entry), [])
  expect([...wanting]).toEqual([])
  expect(seen).toContain(`${path.join(root, 'components/designer/editor/editor.tsx')} live`)
})
