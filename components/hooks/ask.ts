import type { ClientEvents } from '../../core/protocol.ts'
import { ApiError } from './api-error.ts'
import type { LiveSocket } from './socket.ts'

const ANSWER_WITHIN = 5000

type Subscribe = 'pipelines:subscribe' | 'pipeline:subscribe' | 'view:subscribe' | 'logs:subscribe' | 'peek:subscribe' | 'alerts:subscribe'
type Payload<E extends Subscribe> = Parameters<ClientEvents[E]>[0]
type Answer<E extends Subscribe> = Parameters<Parameters<ClientEvents[E]>[1]>[0]
type Value<E extends Subscribe> = Extract<Answer<E>, { ok: true }>['value']

/** Sends a subscription and gives back what it answered. Throws ApiError: the server's refusal, or `NETWORK` when no answer came. */
export function ask<E extends Subscribe>(on: LiveSocket, event: E, payload: Payload<E>): Promise<Value<E>> {
  return new Promise((resolve, reject) => {
    // the types of Socket.IO do not follow an event that is a type parameter
    const send = on.timeout(ANSWER_WITHIN).emit as unknown as (
      event: E,
      payload: Payload<E>,
      ack: (error: Error | null, answer: Answer<E>) => void,
    ) => void
    send.call(on, event, payload, (error, answer) => {
      if (error !== null) reject(new ApiError({ title: error.message, status: 0, code: 'NETWORK' }))
      else if (answer.ok) resolve(answer.value as Value<E>)
      else reject(new ApiError({ title: answer.message, status: 0, code: answer.code }))
    })
  })
}
