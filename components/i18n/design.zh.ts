import type { designEn } from './design.en.ts'
import { designCanvasZh } from './design-canvas.zh.ts'
import { designDeployZh } from './design-deploy.zh.ts'
import { designInspectorZh } from './design-inspector.zh.ts'
import type { Dictionary } from './en.ts'
import { fieldsZh } from './fields.zh.ts'

export const designZh: Dictionary<typeof designEn> = { ...designCanvasZh, ...designDeployZh, ...designInspectorZh, ...fieldsZh }
