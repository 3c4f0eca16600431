import { z } from 'zod'
import { AppError } from '../../../core/error.ts'
import { formOf } from '../../../core/form.ts'
import { documentSchema } from '../../../core/graph.ts'
import { type AnyNodeType, typeId, typeNamed } from '../../../core/node-type.ts'
import { draftBody } from '../../../core/protocol.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { readDocument } from '../../runs/documents.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** What can be built, and whether something built is right. */
export function catalogueRoutes({ services: { secrets } }: Pick<RouteContext, 'services'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/node-types',
      action: 'read',
      summary: 'Every node type: words, settings, ports and contract.',
      handle: () => Object.values(catalogue).map(described),
    }),
    route({
      method: 'GET',
      path: '/api/v1/node-types/{id}',
      action: 'read',
      summary: 'One node type, with its guide and examples.',
      params: z.strictObject({ id: z.string().max(100) }),
      handle({ params: { id } }) {
        const type = typeNamed(catalogue, id)
        if (type === undefined)
          throw new AppError('NOT_FOUND', `There is no node type ${id}.`, { blame: 'user', hint: 'GET /api/v1/node-types lists them.' })
        return { ...described(type), guide: type.guide, examples: type.examples }
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/validate',
      action: 'read',
      summary: 'What is wrong with a document, and what it looks like.',
      body: draftBody,
      document: true,
      handle({ body: { text } }) {
        const { issues, graph, rules } = readDocument(text, secrets.names())
        return { issues, graph, rules }
      },
    }),
    route({
      method: 'GET',
      path: '/schema/v1.json',
      action: 'read',
      summary: 'The JSON schema of pipeline documents.',
      handle: () => z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }),
    }),
  ]
}

/** A node type as JSON; ports and contract are null where they follow from settings. */
function described(type: AnyNodeType): object {
  const { stage, title, summary, alsoCalled = [], config, ports, contract, restricted } = type
  return {
    id: typeId(type),
    stage,
    title,
    summary,
    alsoCalled,
    form: formOf(config),
    ports: typeof ports === 'function' ? null : ports,
    contract: typeof contract === 'function' ? null : (contract ?? null),
    restricted: restricted ?? null,
  }
}
