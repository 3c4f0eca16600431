import { designCanvasEn } from './design-canvas.en.ts'
import { designInspectorEn } from './design-inspector.en.ts'
import { fieldsEn } from './fields.en.ts'
import { thresholdEn } from './threshold.en.ts'

/** Texts that only the page of a pipeline needs. */
export const designEn = { ...designCanvasEn, ...designInspectorEn, ...fieldsEn, ...thresholdEn }
