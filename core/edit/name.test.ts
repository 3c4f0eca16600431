import { expect, test } from 'vitest'
import { catalogue } from '../../nodes/types.gen.ts'
import { apply, type Command } from './index.ts'

const TEXT = `millrace: 1
nodes:
  a: { type: connect.file, config: { path: x } }
  count: { type: compose.aggregate, config: { window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  b: { type: consign.file, title: B, config: { path: y } }
wires: [a -> count -> b]
params: { port: 1 }
alerts: [{ name: slow, on: b, metric: errors, above: 1 }]
`
const names: [Command, string, string][] = [
  [{ do: 'add-node', id: 'hot', type: 'compose.filter' }, 'Add hot (Filter)', '添加 hot（过滤）'],
  [{ do: 'remove-nodes', ids: ['a'] }, 'Delete a', '删除 a'],
  [{ do: 'remove-nodes', ids: ['a', 'b'], heal: true }, 'Delete 2 nodes and join the neighbours', '删除 2 个节点 并连接相邻节点'],
  [{ do: 'rename-node', id: 'a', to: 'c' }, 'Rename a to c', '将 a 重命名为 c'],
  [{ do: 'set-node', id: 'b', key: 'title', value: null }, 'Clear title of b', '清除 b 的标题'],
  [{ do: 'set-node', id: 'b', key: 'enabled', value: false }, 'Disable b', '停用 b'],
  [{ do: 'set-config', id: 'count', path: ['window', 'size'], value: '30s' }, 'Set “Size” of count to 30s', '将 count 的“长度” 设为 30s'],
  [{ do: 'set-config', id: 'count', path: ['aggs', 0, 'name'], value: 'm' }, 'Set “Name” of count to m', '将 count 的“名称” 设为 m'],
  [{ do: 'set-config', id: 'count', path: ['keys'], value: ['x'] }, 'Change “Keys” of count', '修改 count 的“键”'],
  [
    { do: 'set-config', id: 'a', path: ['path'], value: `${'x'.repeat(60)}\ny` },
    `Set “Path” of a to ${'x'.repeat(40)}…`,
    `将 a 的“路径” 设为 ${'x'.repeat(40)}…`,
  ],
  [{ do: 'unset-config', id: 'count', path: ['window'] }, 'Clear “Window” of count', '清除 count 的“窗口”'],
  [{ do: 'set-type', id: 'b', type: 'consume.console' }, 'Make b a node of type Console', '将 b 的类型改为控制台'],
  [{ do: 'add-wire', wire: 'count.late>b.in' }, 'Wire count.late → b', '连接 count.late → b'],
  [{ do: 'remove-wires', wires: ['a.out>count.in'] }, 'Cut a → count', '断开 a → count'],
  [{ do: 'remove-wires', wires: ['a.out>count.in', 'count.out>b.in'] }, 'Cut 2 wires', '断开 2 条连线'],
  [{ do: 'set-channel', wire: 'a.out>count.in', channel: {} }, 'Set the channel of a → count', '设置 a → count 的通道'],
  [{ do: 'move', to: { a: [0, 0], b: [1, 1] } }, 'Move 2 nodes', '移动 2 个节点'],
  [{ do: 'tidy', to: { a: [0, 0] } }, 'Tidy the layout', '整理布局'],
  [{ do: 'pin', at: { a: [0, 0] } }, 'Pin a in place', '固定 a'],
  [{ do: 'unpin', ids: ['a', 'b'] }, 'Unpin 2 nodes', '取消固定 2 个节点'],
  [{ do: 'set-document', key: 'trigger', value: { every: '1s' } }, 'Change trigger', '修改 触发方式'],
  [{ do: 'set-param', name: 'port', value: 2 }, 'Set parameter port to 2', '将 参数 port 设为 2'],
  [{ do: 'remove-param', name: 'port' }, 'Delete parameter port', '删除参数 port'],
  [{ do: 'remove-rule', name: 'slow' }, 'Delete rule slow', '删除规则 slow'],
  [{ do: 'duplicate', ids: ['a'] }, 'Duplicate a', '复制 a'],
  [{ do: 'rename-key', path: ['nodes', 'a', 'config', 'path'], to: 'pat' }, 'Rename “Path” of a to pat', '将 a 的“路径” 重命名为 pat'],
  [{ do: 'remove-key', path: ['params', 'port'] }, 'Remove params.port', '移除 params.port'],
  [{ do: 'set-text', text: '' }, 'Edit the text', '编辑文本'],
]

test.each(names)('%j', (command, en, zh) => {
  expect(apply(TEXT, command, catalogue).name).toEqual({ en, zh })
})
