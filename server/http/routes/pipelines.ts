import { z } from 'zod'
import { AppError } from '../../../core/error.ts'
import { createBody, deployBody, draftBody, historyQuery, pipelineName } from '../../../core/protocol.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const params = z.strictObject({ name: pipelineName })
const base = '/api/v1/pipelines/{name}'
const logsQuery = z.strictObject({
  /** Only lines with smaller ids. */
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})

const deadLettersQuery = z.strictObject({ node: z.string().max(200), limit: z.coerce.number().int().min(1).max(100).default(50) })

/** Pipelines: documents, versions, runs, and what they say. */
export function pipelineRoutes({ services: { pipelines, history } }: Pick<RouteContext, 'services'>): Route[] {
  return [
    route({ method: 'GET', path: '/api/v1/pipelines', action: 'read', summary: 'All pipelines.', handle: () => pipelines.list() }),
    route({
      method: 'POST',
      path: '/api/v1/pipelines',
      action: 'edit',
      summary: 'Makes a pipeline of a document; with `deploy` also its first version, with `start` its run.',
      body: createBody,
      document: true,
      status: 201,
      async handle({ body: { text, deploy, start }, setHeader }) {
        const made = await pipelines.create(text)
        setHeader('Location', `/api/v1/pipelines/${made.name}`)
        if (deploy || start) await pipelines.deploy(made.name, { start })
        return pipelines.detail(made.name)
      },
    }),
    route({
      method: 'GET',
      path: base,
      action: 'read',
      summary: 'A pipeline with draft, graph, rules and issues.',
      params,
      async handle({ params: { name }, setHeader }) {
        const detail = await pipelines.detail(name)
        setHeader('ETag', quoted(detail.draft.etag))
        return detail
      },
    }),
    route({
      method: 'DELETE',
      path: base,
      action: 'edit',
      summary: 'Stops and deletes a pipeline; for a day it can be restored.',
      params,
      status: 204,
      handle: ({ params: { name } }) => pipelines.remove(name),
    }),
    route({
      method: 'POST',
      path: `${base}/restore`,
      action: 'edit',
      summary: 'Brings a deleted pipeline back.',
      params,
      handle: ({ params: { name } }) => pipelines.restore(name),
    }),
    route({
      method: 'GET',
      path: `${base}/draft`,
      action: 'read',
      summary: 'The draft, with its ETag.',
      params,
      async handle({ params: { name }, setHeader }) {
        const { draft } = await pipelines.detail(name)
        setHeader('ETag', quoted(draft.etag))
        return draft
      },
    }),
    route({
      method: 'PUT',
      path: `${base}/draft`,
      action: 'edit',
      summary:
        'Saves the draft, mistakes and all. `If-Match` has the ETag that was read, which keeps what others saved since, or `*`, which does not.',
      params,
      body: draftBody,
      document: true,
      async handle({ params: { name }, body: { text }, header, setHeader }) {
        const saved = await pipelines.saveDraft(name, text, matched(header('if-match')))
        setHeader('ETag', quoted(saved.etag))
        return saved
      },
    }),
    route({
      method: 'POST',
      path: `${base}/deploy`,
      action: 'operate',
      summary: 'Makes a version of the draft, or of an older version, and runs it from the state of the one before.',
      params,
      body: deployBody,
      status: 201,
      handle: ({ params: { name }, body: { note, version, start } }) =>
        pipelines.deploy(name, { ...(note === undefined ? {} : { note }), ...(version === undefined ? {} : { version }), start }),
    }),
    route({
      method: 'POST',
      path: `${base}/start`,
      action: 'operate',
      summary: 'Starts the newest version.',
      params,
      status: 204,
      handle: ({ params: { name } }) => pipelines.start(name),
    }),
    route({
      method: 'POST',
      path: `${base}/stop`,
      action: 'operate',
      summary: 'Drains: commits and publishes what was read, then ends.',
      params,
      status: 204,
      handle: ({ params: { name } }) => pipelines.stop(name),
    }),
    route({
      method: 'GET',
      path: `${base}/versions`,
      action: 'read',
      summary: 'Versions, newest first.',
      params,
      handle: ({ params: { name } }) => pipelines.versions(name),
    }),
    route({
      method: 'GET',
      path: `${base}/versions/{version}`,
      action: 'read',
      summary: 'The document of a version.',
      params: params.extend({ version: z.coerce.number().int().positive() }),
      handle: ({ params: { name, version } }) => pipelines.version(name, version),
    }),
    route({
      method: 'GET',
      path: `${base}/runs`,
      action: 'read',
      summary: 'Runs, newest first.',
      params,
      handle: ({ params: { name } }) => pipelines.runs(name),
    }),
    route({
      method: 'GET',
      path: `${base}/logs`,
      action: 'read',
      summary: 'The newest lines of the log, or those before a line.',
      params,
      query: logsQuery,
      handle: ({ params: { name }, query: { before, limit } }) => pipelines.logs(name, before ?? null, limit),
    }),
    route({
      method: 'GET',
      path: `${base}/dead-letters`,
      action: 'read',
      summary: 'The newest records that a node could not read, newest first, and how many damaged lines were passed over.',
      params,
      query: deadLettersQuery,
      handle: ({ params: { name }, query: { node, limit } }) => pipelines.deadLetters(name, node, limit),
    }),
    route({
      method: 'GET',
      path: `${base}/metrics`,
      action: 'read',
      summary: 'Series of metrics over a range of time, at the resolution that is kept for it.',
      params,
      query: historyQuery,
      handle: ({ params: { name }, query: { series, from, to } }) => history.read(name, [series].flat(), from, to),
    }),
    route({
      method: 'GET',
      path: `${base}/views/{node}`,
      action: 'read',
      summary: 'What a live table or chart holds.',
      params: params.extend({ node: z.string().max(100) }),
      handle({ params: { name, node } }) {
        const view = pipelines.view(name, node)
        if (view === null)
          throw new AppError('NOT_FOUND', `${name} shows nothing at ${node}.`, {
            blame: 'user',
            hint: 'It shows something once it has run.',
          })
        return view
      },
    }),
  ]
}

const quoted = (etag: string): string => `"${etag}"`

/** The etag that a save is based on; null = whatever is there. */
function matched(header: string | null): string | null {
  if (header === null)
    throw new AppError('BAD_REQUEST', 'A save says by If-Match what it is based on.', {
      blame: 'user',
      hint: 'Send the ETag that was read, or `If-Match: *` to overwrite.',
    })
  return header === '*' ? null : header.replace(/^(?:W\/)?"(.*)"$/, '$1')
}
