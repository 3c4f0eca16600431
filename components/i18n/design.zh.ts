import type { designEn } from './design.en.ts'
import { designCanvasZh } from './design-canvas.zh.ts'
import { designInspectorZh } from './design-inspector.zh.ts'
import type { Dictionary } from './en.ts'
import { fieldsZh } from './fields.zh.ts'
import { thresholdZh } from './threshold.zh.ts'

export const designZh: Dictionary<typeof designEn> = { ...designCanvasZh, ...designInspectorZh, ...fieldsZh, ...thresholdZh }
