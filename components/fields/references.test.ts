import { expect, test } from 'vitest'
import { referencesAt, resolved } from './references.ts'

const params = { size: '30s', slide: '10s', story: 'one\ntwo' }
const of = (name: string): string => `\${param.${name}}`
const names = (text: string) => referencesAt(text, text.length, params)?.items.map(({ name }) => name)

test('references are offered from the first bracket on, by their whole name or the parameter alone', () => {
  expect(names('30s')).toBe(undefined)
  expect(names('$')).toBe(undefined)
  expect(names('${')).toEqual(['param.size', 'param.slide', 'param.story'])
  expect(names('${pa')).toEqual(['param.size', 'param.slide', 'param.story'])
  expect(names('${sl')).toEqual(['param.slide'])
  expect(names('a ${param.si')).toEqual(['param.size'])
  expect(names(of('size'))).toBe(undefined)
  expect(referencesAt('n > ${x > 1', 7, params)).toEqual({ from: 4, items: [] })
})

test('a text says what it stands for when all its references are known', () => {
  expect(resolved(of('size'), params)).toBe('30s')
  expect(resolved(`${of('size')}/${of('slide')}`, params)).toBe('30s/10s')
  expect(resolved(`${of('size')} ${of('gone')}`, params)).toBe(null)
  expect(resolved('30s', params)).toBe(null)
  expect(resolved(30, params)).toBe(null)
})
