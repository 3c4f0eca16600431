import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import { AppendingSink, type Config } from './appending.ts'
import { ReplacingSink } from './replacing.ts'

export default defineRuntime<Config>({
  sink: (config, context) =>
    context.shape.output === 'complete' ? new ReplacingSink(config, context) : new AppendingSink(config, context),
})
