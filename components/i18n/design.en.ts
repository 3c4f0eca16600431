import { designCanvasEn } from './design-canvas.en.ts'
import { designDeployEn } from './design-deploy.en.ts'
import { designInspectorEn } from './design-inspector.en.ts'
import { fieldsEn } from './fields.en.ts'

/** Texts that only the designer needs, and what compares versions. */
export const designEn = { ...designCanvasEn, ...designDeployEn, ...designInspectorEn, ...fieldsEn }
