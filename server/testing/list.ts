import { z } from 'zod'
import type { Catalogue, ExampleRow } from '../../core/node-type.ts'
import { defineNode } from '../../core/node-type.ts'
import { op } from '../../core/plan.ts'
import { type FieldType, fieldTypes } from '../../core/shape.ts'
import { BatchBuilder, rowsOf } from '../engines/embedded/batch.ts'
import { columnType } from '../engines/embedded/columns.ts'
import { defineRuntime, type Runtimes } from '../engines/runtime-type.ts'

const sourceConfig = z.strictObject({
  fields: z.record(z.string(), z.enum(fieldTypes)),
  epochs: z.array(z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))),
})

/** Node types for tests: `test.list-source` yields given records, epoch by epoch; `test.list-sink` hands its records to the test. */
export const listTypes: Catalogue = {
  'test.list-source': defineNode({
    id: 'list-source',
    stage: 'connect',
    title: { en: 'List', zh: '列表' },
    summary: { en: 'Records from a list', zh: '列表中的记录' },
    config: sourceConfig,
    ports: { in: [], out: ['out'] },
    contract: { kind: 'source', delivery: 'replay' },
    plan: ({ fields }) => ({
      out: op({ op: 'source', delivery: 'replay', receiver: null, fields: Object.entries(fields).map(([name, type]) => ({ name, type })) }),
    }),
    examples: [],
  }),
  'test.list-sink': defineNode({
    id: 'list-sink',
    stage: 'consign',
    title: { en: 'List', zh: '列表' },
    summary: { en: 'Records into a list', zh: '记录写入列表' },
    config: z.strictObject({ into: z.string() }),
    ports: { in: ['in'], out: [] },
    contract: { kind: 'sink', class: 'none', replaces: true },
    plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
    examples: [],
  }),
}

/** Their runtimes; what arrives at a sink is put into `lists` under its name `into`. */
export function listRuntimes(lists: Record<string, ExampleRow[]>): Runtimes {
  return {
    'test.list-source': async () =>
      defineRuntime<z.output<typeof sourceConfig>>({
        source({ fields, epochs }, context) {
          const types = Object.entries(fields) as [string, FieldType][]
          let epoch = 0
          return {
            async open(from: unknown) {
              epoch = (from as number | undefined) ?? 0
            },
            async read() {
              if (epoch >= epochs.length) return 'end'
              const builder = new BatchBuilder(types.map(([name, type]) => ({ name, type: columnType(type) })))
              for (const row of epochs[epoch]) {
                builder.next()
                for (const [i, [name]] of types.entries()) builder.value(i, row[name] ?? null)
              }
              const at = context.clock.now()
              return { batch: builder.take(at), at, position: ++epoch, cut: true }
            },
            async close() {},
          }
        },
      }),
    'test.list-sink': async () =>
      defineRuntime<{ into: string }>({
        sink({ into }) {
          lists[into] = []
          return {
            open: async () => ({ published: null }),
            encode(batch) {
              for (const row of rowsOf(batch)) lists[into].push(row)
            },
            publish: async () => {},
            close: async () => {},
          }
        },
      }),
  }
}
