import type { AlertDelivery, AlertEvent, AlertStatus, DeliveryTest } from '../../core/alert.ts'
import type { Issue } from '../../core/issue.ts'
import type {
  DeadLetters,
  FieldHistory,
  History,
  LogLine,
  PipelineDetail,
  PipelineSummary,
  Problem,
  RunSummary,
  SecretSummary,
  Template,
  VersionSummary,
} from '../../core/protocol.ts'
import { ApiError } from './api-error.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>
type Request = { readonly query?: Query; readonly body?: unknown; readonly etag?: string; readonly signal?: AbortSignal }

/** A request to REST. Throws ApiError: the problem that the server answered with, or `NETWORK`. */
async function send<T>(method: Method, path: string, { query, body, etag, signal }: Request = {}): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api/v1/${path}${queryText(query)}`, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        'x-millrace': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ title: 'No answer', status: 0, code: 'NETWORK' })
  }
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
  throw new ApiError(await problemOf(response))
}

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('json')) return (await response.json()) as Problem
  // something between us and the server answered
  return {
    type: 'about:blank',
    title: response.statusText || String(response.status),
    status: response.status,
    code: `HTTP_${response.status}`,
  }
}

function queryText(query: Query | undefined): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) params.append(key, String(each))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

const of = (name: string): string => `pipelines/${encodeURIComponent(name)}`

/** What the pages ask of the server. Each call throws ApiError. */
export const api = {
  pipelines: (signal?: AbortSignal) => send<readonly PipelineSummary[]>('GET', 'pipelines', { signal }),
  pipeline: (name: string, signal?: AbortSignal) => send<PipelineDetail>('GET', of(name), { signal }),
  create: (text: string, options: { deploy?: boolean; start?: boolean } = {}) =>
    send<PipelineSummary>('POST', 'pipelines', { body: { text, ...options } }),
  templates: (signal?: AbortSignal) => send<readonly Template[]>('GET', 'templates', { signal }),
  /** With `start` it is deployed and runs, else it is a draft. */
  createFrom: (template: string, start: boolean) =>
    send<PipelineSummary>('POST', `templates/${encodeURIComponent(template)}`, { body: { start } }),
  validate: (text: string, signal?: AbortSignal) => send<{ issues: readonly Issue[] }>('POST', 'validate', { body: { text }, signal }),
  saveDraft: (name: string, text: string, etag?: string) => send<{ etag: string }>('PUT', `${of(name)}/draft`, { body: { text }, etag }),
  deploy: (name: string, options: { note?: string; version?: number; start?: boolean } = {}) =>
    send<VersionSummary>('POST', `${of(name)}/deploy`, { body: options }),
  start: (name: string) => send<void>('POST', `${of(name)}/start`),
  stop: (name: string) => send<void>('POST', `${of(name)}/stop`),
  remove: (name: string) => send<void>('DELETE', of(name)),
  restore: (name: string) => send<PipelineSummary>('POST', `${of(name)}/restore`),
  versions: (name: string, signal?: AbortSignal) => send<readonly VersionSummary[]>('GET', `${of(name)}/versions`, { signal }),
  version: (name: string, number: number, signal?: AbortSignal) =>
    send<{ text: string }>('GET', `${of(name)}/versions/${number}`, { signal }),
  runs: (name: string, signal?: AbortSignal) => send<readonly RunSummary[]>('GET', `${of(name)}/runs`, { signal }),
  fieldHistory: (name: string, on: string, field: string, signal?: AbortSignal) =>
    send<FieldHistory>('GET', `${of(name)}/field-history`, { query: { on, field }, signal }),
  deadLetters: (name: string, node: string, signal?: AbortSignal) =>
    send<DeadLetters>('GET', `${of(name)}/dead-letters`, { query: { node }, signal }),
  logs: (name: string, before: number | null, limit: number, signal?: AbortSignal) =>
    send<readonly LogLine[]>('GET', `${of(name)}/logs`, { query: { before, limit }, signal }),
  /** Times in epoch milliseconds. */
  history: (name: string, series: readonly string[], from: number, to: number, signal?: AbortSignal) =>
    send<History>('GET', `${of(name)}/metrics`, { query: { series, from, to }, signal }),

  alertStatuses: (signal?: AbortSignal) => send<readonly AlertStatus[]>('GET', 'alerts/rules', { signal }),
  alertEvents: (filter: { pipeline?: string; since?: number; before?: number; limit: number }, signal?: AbortSignal) =>
    send<readonly AlertEvent[]>('GET', 'alerts/events', { query: filter, signal }),
  acknowledge: (event: number) => send<AlertEvent>('POST', `alerts/events/${event}/acknowledge`),
  silence: (pipeline: string, rule: string, until: number | null) =>
    send<AlertStatus>('POST', `${of(pipeline)}/rules/${encodeURIComponent(rule)}/silence`, { body: { until } }),
  deliveries: (limit: number, signal?: AbortSignal) =>
    send<readonly AlertDelivery[]>('GET', 'alerts/deliveries', { query: { limit }, signal }),
  sendTest: (url: string) => send<DeliveryTest>('POST', 'alerts/test-message', { body: { url } }),

  secrets: (signal?: AbortSignal) => send<readonly SecretSummary[]>('GET', 'secrets', { signal }),
  setSecret: (name: string, value: string) => send<void>('PUT', `secrets/${encodeURIComponent(name)}`, { body: { value } }),
  deleteSecret: (name: string) => send<void>('DELETE', `secrets/${encodeURIComponent(name)}`),

  signOut: () => send<void>('DELETE', 'session'),
}
