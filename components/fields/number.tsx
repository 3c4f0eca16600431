'use client'
import { Measure, readNumber } from './measure.tsx'
import type { WidgetProps } from './widget.ts'

/** A number, with its unit. */
export const NumberWidget = (props: WidgetProps) => <Measure {...props} read={readNumber} note={props.field.meta.unit} />
