import { z } from 'zod'
import { pipelineName, silenceBody } from '../../../core/protocol.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const limit = z.coerce.number().int().min(1).max(500).default(50)
const eventId = z.coerce.number().int().positive()
const eventsQuery = z.strictObject({
  pipeline: pipelineName.optional(),
  /** Only events with greater ids. */
  since: z.coerce.number().int().nonnegative().optional(),
  /** Only events with smaller ids. */
  before: eventId.optional(),
  limit,
})

/** Alerts: where rules stand, what happened, and who was told. */
export function alertRoutes({ services: { alerts } }: Pick<RouteContext, 'services'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/alerts/rules',
      action: 'read',
      summary: 'Where every rule stands.',
      query: z.strictObject({ pipeline: pipelineName.optional() }),
      handle: ({ query: { pipeline } }) => alerts.statuses(pipeline),
    }),
    route({
      method: 'POST',
      path: '/api/v1/pipelines/{name}/rules/{rule}/silence',
      action: 'operate',
      summary: 'Tells nobody of a rule until a time; null ends that.',
      params: z.strictObject({ name: pipelineName, rule: z.string().max(100) }),
      body: silenceBody,
      handle: ({ params: { name, rule }, body: { until } }) => alerts.silence(name, rule, until),
    }),
    route({
      method: 'GET',
      path: '/api/v1/pipelines/{name}/field-history',
      action: 'read',
      summary: 'What the live rules on a field saw, second by second, up to an hour back.',
      params: z.strictObject({ name: pipelineName }),
      query: z.strictObject({ on: z.string().max(200), field: z.string().max(200) }),
      handle: ({ params: { name }, query: { on, field } }) => alerts.fieldHistory(name, on, field),
    }),
    route({
      method: 'GET',
      path: '/api/v1/alerts/events',
      action: 'read',
      summary: 'Changes of rules, newest first.',
      query: eventsQuery,
      handle: ({ query: { limit, ...filter } }) => alerts.events({ ...defined(filter), limit }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/alerts/events/{event}/acknowledge',
      action: 'operate',
      summary: 'Says that somebody takes care of it.',
      params: z.strictObject({ event: eventId }),
      handle: ({ params: { event } }) => alerts.acknowledge(event),
    }),
    route({
      method: 'GET',
      path: '/api/v1/alerts/deliveries',
      action: 'read',
      summary: 'Messages to targets, sent or waiting, newest first.',
      query: z.strictObject({ limit }),
      handle: ({ query: { limit } }) => alerts.deliveries(limit),
    }),
    route({
      method: 'POST',
      path: '/api/v1/alerts/test-message',
      action: 'edit',
      summary: 'Sends a test message to a webhook, as alerts are sent, and answers what came back.',
      body: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) }),
      handle: ({ body: { url } }) => alerts.sendTest(url),
    }),
  ]
}

/** Without the members that are undefined. */
function defined<T extends object>(filter: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
