import type { Services } from '../../services.ts'
import type { Auth } from '../auth.ts'
import { openApiDocument } from '../openapi.ts'
import { type Route, route } from '../route.ts'
import { alertRoutes } from './alerts.ts'
import { catalogueRoutes } from './catalogue.ts'
import { pipelineRoutes } from './pipelines.ts'
import { secretRoutes } from './secrets.ts'
import { serverRoutes } from './server.ts'
import { templateRoutes } from './templates.ts'

export type RouteContext = {
  readonly services: Services
  readonly auth: Auth
  enterUrl(): string
}

/** Every route of the REST interface. */
export function routesOf(context: RouteContext): readonly Route[] {
  const routes: Route[] = [
    ...serverRoutes(context),
    ...catalogueRoutes(context),
    ...templateRoutes(context),
    ...pipelineRoutes(context),
    ...alertRoutes(context),
    ...secretRoutes(context),
  ]
  const description = route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    action: 'read',
    summary: 'This description.',
    handle: () => openApiDocument(routes),
  })
  routes.push(description)
  return routes
}
