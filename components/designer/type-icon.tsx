import {
  ArrowLeftRight,
  BellRing,
  Braces,
  ChartLine,
  Clock,
  Cpu,
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
import { StageIcon, stageColor } from '../ui/stage-icon.tsx'

const byType: Readonly<Record<string, LucideIcon>> = {
  'connect.file': FileInput,
  'connect.generator': Repeat,
  'connect.host-metrics': Cpu,
  'connect.http-webhook': Webhook,
  'connect.tcp-client': Plug,
  'connect.tcp-server': Server,
  'collect.decode': Braces,
  'collect.event-time': Clock,
  'collect.receiver': Inbox,
  'compose.aggregate': Sigma,
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
  const Icon = byType[type]
  if (Icon === undefined) return <StageIcon stage={stage} size={size} />
  return <Icon size={size} strokeWidth={1.75} aria-hidden="true" className="shrink-0" style={{ color: stageColor[stage] }} />
}
