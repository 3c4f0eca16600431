// Written by `npm run gen` from the folders beside it; do not edit.
import type { Runtimes } from '../server/engines/runtime-type.ts'

/** How the types that touch the outside do it; loaded when a plan needs one. */
export const runtimes: Runtimes = {
  'connect.file': () => import('./connect/file/runtime.ts').then((module) => module.default),
  'connect.generator': () => import('./connect/generator/runtime.ts').then((module) => module.default),
  'connect.host-metrics': () => import('./connect/host-metrics/runtime.ts').then((module) => module.default),
  'connect.http-webhook': () => import('./connect/http-webhook/runtime.ts').then((module) => module.default),
  'connect.tcp-client': () => import('./connect/tcp-client/runtime.ts').then((module) => module.default),
  'connect.tcp-server': () => import('./connect/tcp-server/runtime.ts').then((module) => module.default),
  'consume.chart': () => import('./consume/chart/runtime.ts').then((module) => module.default),
  'consume.console': () => import('./consume/console/runtime.ts').then((module) => module.default),
  'consume.live-table': () => import('./consume/live-table/runtime.ts').then((module) => module.default),
  'consume.socket': () => import('./consume/socket/runtime.ts').then((module) => module.default),
  'consign.discard': () => import('./consign/discard/runtime.ts').then((module) => module.default),
  'consign.file': () => import('./consign/file/runtime.ts').then((module) => module.default),
}
