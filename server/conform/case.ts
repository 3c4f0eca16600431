import { z } from 'zod'
import { fieldTypes } from '../../core/shape.ts'

const agg = z.object({
  name: z.string(),
  fn: z.enum(['count', 'sum', 'min', 'max', 'avg', 'countDistinct']),
  column: z.string().optional(),
})
const node = z.looseObject({
  id: z.string(),
  op: z.string(),
  source: z.string().optional(),
  input: z.string().optional(),
  inputs: z.array(z.string()).optional(),
  column: z.string().optional(),
  columns: z.record(z.string(), z.string()).optional(),
  delayMs: z.number().optional(),
  kind: z.string().optional(),
  sizeMs: z.number().optional(),
  slideMs: z.number().optional(),
  offsetMs: z.number().optional(),
  keys: z.array(z.string()).optional(),
  aggs: z.array(agg).optional(),
  where: z.string().optional(),
  as: z.string().optional(),
})
const rows = z.array(z.record(z.string(), z.unknown()))

/** A golden case: input epoch by epoch, a small graph, and what was recorded batch by batch (tests/conformance/README.md). */
export const caseSchema = z.object({
  name: z.string(),
  mode: z.enum(['append', 'update', 'complete']),
  stepping: z.enum(['availableNow', 'step', 'restart']).default('availableNow'),
  multipleWatermarkPolicy: z.enum(['min', 'max']).default('min'),
  sources: z.record(z.string(), z.object({ columns: z.record(z.string(), z.enum(fieldTypes)), epochs: z.array(rows) })),
  graph: z.array(node),
  expected: z.object({
    error: z.object({ class: z.string(), message: z.string() }).nullish(),
    batches: z
      .array(
        z.object({
          batchId: z.number(),
          noData: z.boolean(),
          epochs: z.array(z.number().nullable()),
          watermarkMs: z.number().nullable(),
          rows,
        }),
      )
      .optional(),
  }),
})
export type Case = z.output<typeof caseSchema>
export type CaseNode = z.output<typeof node>

/** Cases whose recorded answer is not ours on purpose, with the reason. One that becomes equal is reported, so that the list stays true. */
export const knownDifferences: Readonly<Record<string, string>> = {
  'union-restart-per-epoch': 'a restart keeps the greatest event times per input, so that state after a kill equals an uninterrupted run',
  'malformed-json': 'longs are safe integers: beyond ±(2^53−1) NULL, and 1.0 is the long 1',
  'watermark-redefined': 'a second event time on a path is refused: the recorded query never emits',
  'watermark-redefined-next': 'a second event time on a path is refused: the recorded query never emits',
}
