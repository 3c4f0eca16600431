'use client'
import type { Data, DataMap } from '../../../core/edit/index.ts'
import type { FormField } from '../../../core/form.ts'
import { type MetricName, type MetricScope, metricNames, metrics, targetOf } from '../../../core/metric-names.ts'
import { useT } from '../../i18n/provider.tsx'
import { Choice } from '../../ui/choice.tsx'

const kinds = ['metric', 'field', 'silence'] as const
type Kind = (typeof kinds)[number]
/** Settings that mean something for one kind only. */
const only: Readonly<Record<string, readonly Kind[]>> = {
  metric: ['metric'],
  field: ['field'],
  silence: ['silence'],
  above: ['metric', 'field'],
  below: ['metric', 'field'],
  recover: ['metric', 'field'],
}
const FIRST: Readonly<Record<Kind, Data>> = { metric: 'errors', field: '', silence: '60s' }

const kindOf = (rule: DataMap): Kind => kinds.find((each) => rule[each] !== undefined) ?? 'metric'

/** The settings of a rule that mean something for what it watches. */
export function ruleFields(form: readonly FormField[], rule: DataMap): readonly FormField[] {
  const kind = kindOf(rule)
  const scope = scopeOf(String(rule.on ?? 'pipeline'))
  // a rule has one threshold: the other one is there when neither is set
  const other = rule.above !== undefined ? 'below' : rule.below !== undefined ? 'above' : null
  return form.flatMap((field): FormField[] => {
    const [key] = field.path
    const means = only[key]?.includes(kind) !== false && key !== other
    if (!means && rule[key] === undefined) return []
    return key === 'metric' ? [{ ...field, choices: metricNames.filter((name) => scopes(name).includes(scope)) }] : [field]
  })
}

const scopes = (name: MetricName): readonly MetricScope[] => metrics[name].scopes

function scopeOf(on: string): MetricScope {
  const target = targetOf(on)
  return target === 'pipeline' ? target : 'wire' in target ? 'wire' : 'node'
}

/** What a rule watches: a metric, a field or silence. `onChange` gets the rule as it is then. */
export function RuleKind({ rule, onChange }: { rule: DataMap; onChange: (rule: DataMap) => void }) {
  const t = useT()
  const change = (to: Kind): void => {
    const kept = Object.entries(rule).filter(([key]) => !kinds.some((kind) => kind === key) && only[key]?.includes(to) !== false)
    const limit: DataMap = to !== 'silence' && rule.above === undefined && rule.below === undefined ? { above: 0 } : {}
    onChange({ ...Object.fromEntries(kept), [to]: FIRST[to], ...limit })
  }
  return (
    <Choice
      label={t('inspector.rule-watches')}
      value={kindOf(rule)}
      onChange={change}
      options={kinds.map((value) => ({ value, label: t(`inspector.rule-watch.${value}`) }))}
    />
  )
}
