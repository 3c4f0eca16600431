import { z } from 'zod'
import { fromTemplateBody } from '../../../core/protocol.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** Pipelines to begin with. */
export function templateRoutes({ services: { pipelines, templates } }: Pick<RouteContext, 'services'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/templates',
      action: 'read',
      summary: 'Pipelines to begin with; each runs with nothing else installed.',
      handle: () => templates.list(),
    }),
    route({
      method: 'POST',
      path: '/api/v1/templates/{template}',
      action: 'edit',
      summary: 'Makes a pipeline of a template: a draft, or with `start` also its first version and its run.',
      params: z.strictObject({ template: z.string().max(100) }),
      body: fromTemplateBody,
      status: 201,
      async handle({ params: { template }, body: { name, start }, setHeader }) {
        const made = await templates.create(template, { ...(name === undefined ? {} : { name }), start })
        setHeader('Location', `/api/v1/pipelines/${made.name}`)
        return pipelines.detail(made.name)
      },
    }),
  ]
}
