import { defineRuntime, type Sink } from '../../../server/engines/runtime-type.ts'

/** Takes everything and keeps nothing; the engine counts what it is given. */
class DiscardSink implements Sink<null> {
  async open() {
    return { published: null }
  }

  encode(): void {}

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}

export default defineRuntime({ sink: () => new DiscardSink() })
