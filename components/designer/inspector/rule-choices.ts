'use client'
import { useCallback } from 'react'
import type { DataPath } from '../../../core/edit/index.ts'
import { metricNames, metrics } from '../../../core/metric-names.ts'
import { severities } from '../../../core/severity.ts'
import { useLang, useT } from '../../i18n/provider.tsx'

/** What metrics, severities and the like of a rule's settings are called. */
export function useRuleChoices(): (path: DataPath, choice: string) => string | undefined {
  const t = useT()
  const lang = useLang()
  return useCallback(
    ([key], choice) => {
      const metric = key === 'metric' ? metricNames.find((name) => name === choice) : undefined
      if (metric !== undefined) return metrics[metric].title[lang]
      const severity = key === 'severity' || key === 'severities' ? severities.find((each) => each === choice) : undefined
      if (severity !== undefined) return t(`severity.${severity}`)
      const noData = key === 'noData' ? (['ok', 'alert', 'keep'] as const).find((each) => each === choice) : undefined
      return noData === undefined ? undefined : t(`inspector.no-data.${noData}`)
    },
    [t, lang],
  )
}
