import { z } from 'zod'
import type { Route } from './route.ts'

const schemaOf = (schema: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}

/** The description of the REST interface (OpenAPI 3.1), from the table that serves it. */
export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] ??= {}
    paths[route.path][route.method.toLowerCase()] = operation(route)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Millrace', version: '1' },
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'millrace',
          description: 'Changes also need our own Origin and the header `x-millrace: 1`.',
        },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: schemaOf(problem) },
    },
  }
}

function operation({ summary, params, query, body, status = 200, type = 'application/json', action }: Route): object {
  const failure = {
    description: 'A problem, with its code.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    summary,
    ...(action === 'anyone' ? { security: [] } : {}),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: { [status]: { description: 'Done.', ...(status === 204 ? {} : { content: { [type]: {} } }) }, default: failure },
  }
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): object[] {
  return Object.entries(schema?.shape ?? {}).map(([name, type]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(type as z.ZodType, undefined).success,
    schema: schemaOf(type as z.ZodType),
  }))
}

/** RFC 9457, as `Problem` of core/protocol.ts says it. */
const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  issues: z.array(z.unknown()).optional(),
  request: z.string().optional(),
})
