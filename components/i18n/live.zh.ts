import type { liveEn } from './live.en.ts'

export const liveZh: { readonly [K in keyof typeof liveEn]: string | { readonly one: string; readonly other: string } } = {
  'live.title': '实时',
}
