import { arriving } from './arriving.ts'

/** What menus, popovers, dialogs and tooltips are made of. */
export const useFloating = arriving(() => import('./floating.tsx'))
