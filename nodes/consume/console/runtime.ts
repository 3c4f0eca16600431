import type { z } from 'zod'
import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export default defineRuntime<z.output<(typeof node)['config']>>({
  sink({ format, field, timestamps, rate }, context) {
    const encoder = context.encoder(format, { timestamps, field })
    let begun = false
    let second = 0
    let printed = 0
    return {
      async open() {
        return { published: null }
      },
      encode: (batch, out) => encoder.encode(batch, out),
      async publish(_epoch, { bytes }) {
        if (bytes === null || bytes.length === 0) return
        if (!begun && encoder.header().length > 0) context.print(encoder.header())
        begun = true
        if (rate === 0) {
          context.print(bytes)
          return
        }
        const now = Math.floor(context.clock.now() / 1000)
        if (now !== second) {
          second = now
          printed = 0
        }
        const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1)
        const shown = lines.slice(0, Math.max(0, rate - printed))
        printed += shown.length
        if (shown.length > 0) context.print(Buffer.from(`${shown.join('\n')}\n`))
        if (lines.length > shown.length) context.dropped('rate', lines.length - shown.length)
      },
      async close() {},
    }
  },
})
