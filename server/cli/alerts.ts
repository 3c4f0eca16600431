import type { Rule } from '../../core/alert.ts'
import { freshMemory, isFiring, step } from '../../core/alert-machine.ts'
import { alertMessage } from '../../core/alert-message.ts'
import { nearest } from '../../core/issue.ts'
import { showFigure } from '../alerts/show-figure.ts'
import { type AlertData, readAlertData } from './alert-data.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { duration, instant } from './format.ts'
import { issueText, loadPipeline, readText } from './load.ts'

export const command: Command = {
  help: `usage: millrace alerts test FILE --data PATH [--json]

Feeds recorded figures to the rules of a pipeline file and tells which alerts there would have been.
PATH holds JSON lines, each of them one of
  {"at": 1700000000000, "values": {"slow": 812, "lines|recordsOut": 0}}      figures by rule or by series; null = nothing measured
  {"from": 1700000000000, "step": 1000, "series": {"file|latency.p99": [5]}}  as the API answers history
  a frame, as a run sends it once a second
  {"expect": ["slow"]}                                                       rules that should fire
--json prints one object: { rules: [{ rule, expected, alerts: [{ from, to, message }] }] }; times are epoch milliseconds, \`to\` null = still on.
exit code 1 when a rule does not fire that should, 3 when the file has an error
`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { data: { type: 'string' }, json: { type: 'boolean', default: false } })
    const [verb, file, ...rest] = positionals
    if (verb !== 'test')
      throw new UsageError(verb === undefined ? 'what to do with alerts? there is `test`' : `there is no \`${verb}\`, only \`test\``)
    if (file === undefined || rest.length > 0) throw new UsageError('name one pipeline file')
    if (values.data === undefined) throw new UsageError('where are the figures? name them with --data')
    const loaded = loadPipeline(file)
    if (loaded.plan === null) {
      for (const issue of loaded.issues) terminal.err(issueText(file, issue))
      return exit.invalid
    }
    const { rules } = loaded
    const data = readAlertData(readText(values.data), values.data)
    for (const name of data.expected) requireRule(name, rules)
    const results = rules.map((rule) => ({ rule, expected: data.expected.includes(rule.name), ...tried(rule, data) }))
    if (values.json) {
      const shown = results.map(({ rule, expected, alerts }) => ({ rule: rule.name, expected, alerts }))
      terminal.out(`${JSON.stringify({ rules: shown }, null, 2)}\n`)
    } else terminal.out(results.map(resultText).join(''))
    return results.some(({ expected, alerts }) => expected && alerts.length === 0) ? exit.failed : exit.ok
  },
}

function requireRule(name: string, rules: readonly Rule[]): void {
  const names = rules.map((rule) => rule.name)
  if (names.includes(name)) return
  const near = nearest(name, names)
  throw new UsageError(`the pipeline has no rule \`${name}\`${near === null ? '' : `; did you mean \`${near}\`?`}`)
}

type Alert = { readonly from: number; to: number | null; readonly message: string }
type Tried = { readonly figures: number; readonly end: number; readonly alerts: readonly Alert[] }

/** The alerts that a rule would have made of the data. */
function tried(rule: Rule, { seen: all }: AlertData): Tried {
  const points = all.flatMap(({ at, see }) => {
    const saw = see(rule)
    return saw === undefined ? [] : [{ at, ...saw }]
  })
  const gaps = points.slice(1).flatMap(({ at }, i) => (at > points[i].at ? [at - points[i].at] : []))
  const every = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY)
  const alerts: Alert[] = []
  let memory = freshMemory(points[0]?.at ?? 0)
  for (const { at, seen, sample } of points) {
    const before = memory.state
    memory = step(rule, memory, seen, at, Number.isFinite(every) ? every : undefined).memory
    if (isFiring(memory.state) && !isFiring(before))
      alerts.push({ from: at, to: null, message: alertMessage(rule, { ...memory, sample }, showFigure) })
    if (!isFiring(memory.state) && isFiring(before)) alerts[alerts.length - 1].to = at
  }
  return { figures: points.length, end: points.at(-1)?.at ?? 0, alerts }
}

function resultText({ rule, expected, figures, end, alerts }: Tried & { rule: Rule; expected: boolean }): string {
  const wish = expected && alerts.length === 0 ? ', but should' : ''
  const total = alerts.reduce((sum, { from, to }) => sum + (to ?? end) - from, 0)
  const what =
    figures === 0 ? 'has no figures' : alerts.length === 0 ? 'does not fire' : `fires ${alerts.length}×, ${duration(total)} in all`
  const lines = alerts.map(({ from, to, message }) => `  ${instant(from)}  ${to === null ? 'still on' : duration(to - from)}  ${message}\n`)
  return `${rule.name} ${what}${wish}\n${lines.join('')}`
}
