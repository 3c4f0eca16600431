// Written by `npm run gen` from the folders beside it; do not edit.
import type { Catalogue } from '../core/node-type.ts'
import connectFile from './connect/file/node.ts'
import connectGenerator from './connect/generator/node.ts'
import connectHostMetrics from './connect/host-metrics/node.ts'
import connectHttpWebhook from './connect/http-webhook/node.ts'
import connectTcpClient from './connect/tcp-client/node.ts'
import connectTcpServer from './connect/tcp-server/node.ts'
import collectDecode from './collect/decode/node.ts'
import collectEventTime from './collect/event-time/node.ts'
import collectReceiver from './collect/receiver/node.ts'
import composeAggregate from './compose/aggregate/node.ts'
import composeFilter from './compose/filter/node.ts'
import composeMap from './compose/map/node.ts'
import composeRoute from './compose/route/node.ts'
import composeSplit from './compose/split/node.ts'
import composeUnion from './compose/union/node.ts'
import consumeChart from './consume/chart/node.ts'
import consumeConsole from './consume/console/node.ts'
import consumeLiveTable from './consume/live-table/node.ts'
import consumeSocket from './consume/socket/node.ts'
import consignDiscard from './consign/discard/node.ts'
import consignFile from './consign/file/node.ts'
import controlNotify from './control/notify/node.ts'
import controlThreshold from './control/threshold/node.ts'

/** Every node type by its id. */
export const catalogue: Catalogue = {
  'connect.file': connectFile,
  'connect.generator': connectGenerator,
  'connect.host-metrics': connectHostMetrics,
  'connect.http-webhook': connectHttpWebhook,
  'connect.tcp-client': connectTcpClient,
  'connect.tcp-server': connectTcpServer,
  'collect.decode': collectDecode,
  'collect.event-time': collectEventTime,
  'collect.receiver': collectReceiver,
  'compose.aggregate': composeAggregate,
  'compose.filter': composeFilter,
  'compose.map': composeMap,
  'compose.route': composeRoute,
  'compose.split': composeSplit,
  'compose.union': composeUnion,
  'consume.chart': consumeChart,
  'consume.console': consumeConsole,
  'consume.live-table': consumeLiveTable,
  'consume.socket': consumeSocket,
  'consign.discard': consignDiscard,
  'consign.file': consignFile,
  'control.notify': controlNotify,
  'control.threshold': controlThreshold,
}
