import { useKeptWidth, type Widths } from '../../ui/grip.tsx'

export const INSPECTOR_WIDTHS: Widths = { least: 320, most: 520, first: 384 }
export const useInspectorWidth = () => useKeptWidth('millrace.inspector', INSPECTOR_WIDTHS)
