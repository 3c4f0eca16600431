import { z } from 'zod'
import { secretBody, secretName } from '../../../core/protocol.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const params = z.strictObject({ name: secretName })

/** Secrets: what there is, never its values. */
export function secretRoutes({ services: { secrets } }: Pick<RouteContext, 'services'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/secrets',
      action: 'read',
      summary: 'Names of secrets, when each was set, and which pipelines name it. Values are never told.',
      handle: () => secrets.list(),
    }),
    route({
      method: 'PUT',
      path: '/api/v1/secrets/{name}',
      action: 'edit',
      summary: 'Keeps a value under a name, in place of the one before; pipelines have it from their next start on.',
      params,
      body: secretBody,
      status: 204,
      handle: ({ params: { name }, body: { value } }) => secrets.set(name, value),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/secrets/{name}',
      action: 'edit',
      summary: 'Deletes a secret that no deployed version names.',
      params,
      status: 204,
      handle: ({ params: { name } }) => secrets.delete(name),
    }),
  ]
}
