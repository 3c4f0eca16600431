'use client'
import { Measure, readNumber } from './measure.tsx'
import type { WidgetProps } from './widget.ts'

/** A time span: `30s`, or plain milliseconds. */
export const DurationWidget = (props: WidgetProps) => <Measure {...props} read={readNumber} note="ms · s · m · h · d" />
