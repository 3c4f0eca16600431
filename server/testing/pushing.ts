import { z } from 'zod'
import type { Catalogue } from '../../core/node-type.ts'
import { defineNode } from '../../core/node-type.ts'
import { op } from '../../core/plan.ts'
import { defineRuntime, type Pending, type Runtimes, type SourceContext } from '../engines/runtime-type.ts'

/** A source for tests, `test.pushed`, whose chunks a test gives while the run goes on. It cannot send again. */
export const pushedType: Catalogue = {
  'test.pushed': defineNode({
    id: 'pushed',
    stage: 'connect',
    title: { en: 'Pushed', zh: '推送' },
    summary: { en: 'What a test gives', zh: '测试给出的内容' },
    config: z.strictObject({}),
    ports: { in: [], out: ['out'] },
    contract: { kind: 'source', delivery: 'push' },
    plan: () => ({ out: op({ op: 'source', delivery: 'push', receiver: { reliable: false }, fields: null }) }),
    examples: [],
  }),
}

/** The hand that pushes. */
export class Pusher {
  /** What the source says of itself. */
  pending: Pending | null = null
  readonly #chunks: Buffer[] = []
  #context: SourceContext | null = null
  #idle: (() => void)[] = []

  /** A chunk of these lines. */
  push(...lines: readonly string[]): void {
    this.#chunks.push(Buffer.from(lines.map((line) => `${line}\n`).join('')))
    this.#context?.wake()
  }

  /** Resolves when the run has taken everything and asks for more. */
  idle(): Promise<void> {
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  connection(up: boolean): void {
    this.#context?.connection(up)
  }

  get runtimes(): Runtimes {
    return {
      'test.pushed': async () =>
        defineRuntime({
          source: (_, context) => {
            this.#context = context
            let begun = false
            return {
              open: async () => context.connection(true),
              read: async () => {
                const bytes = this.#chunks.shift()
                if (bytes === undefined) {
                  for (const resolve of this.#idle.splice(0)) resolve()
                  return 'idle'
                }
                const begins = begun ? {} : { begins: { header: null } }
                begun = true
                return { bytes, at: context.clock.now(), position: null, ...begins }
              },
              pending: () => this.pending,
              close: async () => {},
            }
          },
        }),
    }
  }
}
