import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import type { Config } from './place.ts'
import { SeriesSink } from './series.ts'
import { TopSink } from './top.ts'

export default defineRuntime<Config>({
  sink: (config, context) => (config.kind === 'top' ? new TopSink(config, context) : new SeriesSink(config, context)),
})
