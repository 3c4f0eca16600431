import type { AlertEvent, AlertStatus } from '../../core/alert.ts'
import { pipelineHref } from '../pipelines/href.ts'

/** The pipeline at the moment of an alert, with what it watches selected. */
export const alertHref = (alert: AlertEvent | AlertStatus): string =>
  pipelineHref(alert.pipeline, { at: 'at' in alert ? alert.at : alert.since, select: alert.on === 'pipeline' ? undefined : alert.on })
