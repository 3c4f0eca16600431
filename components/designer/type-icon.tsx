import {
  Archive,
  ArrowLeftRight,
  BellRing,
  Braces,
  ChartLine,
  Clock,
  Cpu,
  Crosshair,
  Eye,
  FileInput,
  FileOutput,
  Funnel,
  Inbox,
  type LucideIcon,
  Merge,
  Plug,
  RadioTower,
  Repeat,
  Route,
  Send,
  Server,
  Sigma,
  Split,
  Table2,
  Terminal,
  Trash2,
  Webhook,
} from 'lucide-react'
import type { Stage } from '../../core/node-type.ts'

const byStage: Record<Stage, LucideIcon> = {
  connect: Plug,
  collect: Inbox,
  compose: Sigma,
  consume: Eye,
  consign: Archive,
  control: Crosshair,
}

const byType: Readonly<Record<string, LucideIcon>> = {
  'connect.file': FileInput,
  'connect.generator': Repeat,
  'connect.host-metrics': Cpu,
  'connect.http-webhook': Webhook,
  'connect.tcp-server': Server,
  'collect.decode': Braces,
  'collect.event-time': Clock,
  'compose.filter': Funnel,
  'compose.map': ArrowLeftRight,
  'compose.route': Route,
  'compose.split': Split,
  'compose.union': Merge,
  'consume.chart': ChartLine,
  'consume.console': Terminal,
  'consume.live-table': Table2,
  'consume.socket': RadioTower,
  'consign.discard': Trash2,
  'consign.file': FileOutput,
  'control.notify': Send,
  'control.threshold': BellRing,
}

/** The picture of a node type; of one that is not known, that of its stage. */
export function TypeIcon({ type, stage, size = 14 }: { type: string; stage: Stage; size?: number }) {
  const Icon = byType[type] ?? byStage[stage] ?? Crosshair
  return <Icon size={size} strokeWidth={1.75} aria-hidden="true" />
}
