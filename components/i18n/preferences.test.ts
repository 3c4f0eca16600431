import { expect, test } from 'vitest'
import { attributesOf, preferencesOf } from './preferences.ts'

const from = (cookies: Record<string, string>, accept: string | null = null) => preferencesOf((name) => cookies[name], accept)

test('without cookies the system and the browser decide', () => {
  const preferences = from({}, 'zh-CN,zh;q=0.9')
  expect(preferences).toEqual({ lang: 'zh', theme: 'system', density: 'comfortable', motion: 'system', tour: 'on' })
  expect(attributesOf(preferences)).toEqual({ 'data-theme': undefined, 'data-density': 'comfortable', 'data-motion': undefined })
})

test('a choice is kept, nonsense is not', () => {
  expect(from({ theme: 'dark', lang: 'en', density: 'compact', motion: 'reduced', tour: 'off' }, 'zh')).toEqual({
    lang: 'en',
    theme: 'dark',
    density: 'compact',
    motion: 'reduced',
    tour: 'off',
  })
  expect(from({ theme: '"><script>', density: 'huge' })).toMatchObject({ theme: 'system', density: 'comfortable' })
})
