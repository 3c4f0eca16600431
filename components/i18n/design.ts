import { designCanvasEn } from './design-canvas.en.ts'
import { designCanvasZh } from './design-canvas.zh.ts'
import { designInspectorEn } from './design-inspector.en.ts'
import { designInspectorZh } from './design-inspector.zh.ts'
import { fieldsEn } from './fields.en.ts'
import { fieldsZh } from './fields.zh.ts'
import { thresholdEn } from './threshold.en.ts'
import { thresholdZh } from './threshold.zh.ts'
import { addTexts } from './translate.ts'

/** Texts that only the page of a pipeline needs; imported there for their effect, so that no other page carries them. */
export const design = {
  en: { ...designCanvasEn, ...designInspectorEn, ...fieldsEn, ...thresholdEn },
  zh: { ...designCanvasZh, ...designInspectorZh, ...fieldsZh, ...thresholdZh },
}

addTexts(design.en, design.zh)
