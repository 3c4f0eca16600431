/** How bad what a rule tells of is, from least to worst. */
export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]
