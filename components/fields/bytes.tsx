'use client'
import { Measure, readNumber } from './measure.tsx'
import type { WidgetProps } from './widget.ts'

/** An amount of data: `64KiB`, or plain bytes. */
export const BytesWidget = (props: WidgetProps) => <Measure {...props} read={readNumber} note="KiB · MiB · GiB" />
