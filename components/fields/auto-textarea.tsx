import type { ComponentProps } from 'react'
import { Textarea } from '../ui/input.tsx'

/** Many lines of text in as many lines as they need, up to twelve. */
export const AutoTextarea = ({ className = '', ...rest }: ComponentProps<typeof Textarea>) => (
  <Textarea {...rest} rows={1} className={`field-sizing-content max-h-64 min-h-8 resize-none px-2.5 py-1.5 ${className}`} />
)
