import { expect, test } from 'vitest'
import { formOf } from '../../core/form.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { blankItem } from './blank-item.ts'

const blankOf = (type: string, name: string, items: Parameters<typeof blankItem>[3], examples: Parameters<typeof blankItem>[4] = []) => {
  const form = formOf(catalogue[type].config)
  return blankItem(form.find((f) => f.path.join('.') === name)!, form, [name], items, examples)
}

test('the first item is an example, further ones have what must be set', () => {
  expect(blankOf('compose.aggregate', 'aggs', [], [{}, { aggs: [{ name: 'total', fn: 'sum', field: 'price' }] }])).toEqual({
    name: 'total',
    fn: 'sum',
    field: 'price',
  })
  expect(blankOf('compose.aggregate', 'aggs', [])).toEqual({ name: 'n1', fn: 'count' })
  expect(blankOf('compose.aggregate', 'aggs', [{ name: 'n2' }])).toEqual({ name: 'n3', fn: 'count' })
  expect(blankOf('consume.chart', 'thresholds', [])).toEqual({ value: 0 })
})

test('an item of a list of words is one that is not there yet', () => {
  expect(blankOf('control.notify', 'severities', ['info'])).toBe('warning')
  expect(blankOf('control.notify', 'on', ['slow'])).toBe('')
})
