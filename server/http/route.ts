import type { z } from 'zod'
import type { Identity } from '../services.ts'
import type { Action } from './access.ts'

/** What a handler gets: parsed by the schemas of its route, after the access check. */
export type Call<P, Q, B> = {
  readonly identity: Identity
  readonly params: P
  readonly query: Q
  readonly body: B
  /** A header of the request; null when absent. */
  header(name: string): string | null
  setHeader(name: string, value: string): void
}

/** A route of the REST interface, stated once: who may, what comes in, what it does. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As in OpenAPI: `/api/v1/pipelines/{name}`. */
  readonly path: string
  readonly action: Action | 'anyone'
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  /** Whether the body carries a pipeline's text, and so may be larger. */
  readonly document?: true
  /** Of a success; 200 if left out. */
  readonly status?: 200 | 201 | 204
  /** Of what the handler answers; JSON if left out. */
  readonly type?: string
  // biome-ignore lint/suspicious/noExplicitAny: `route` ties the schemas to the handler; the table holds routes of all kinds
  handle(call: Call<any, any, any>): unknown
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

/** Declares a route; the handler's types follow from its schemas. */
export const route = <
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodObject | undefined = undefined,
>(
  made: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>): unknown
  },
): Route => made as Route
