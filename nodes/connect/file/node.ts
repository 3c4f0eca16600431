import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'file',
  stage: 'connect',
  title: { en: 'Read files', zh: '读取文件' },
  summary: { en: 'Reads a file, a folder or a pattern of files, in name order.', zh: '按名称顺序读取文件、文件夹或通配符匹配的文件。' },
  alsoCalled: ['TailFile', 'spooling directory', 'Spark file stream', 'GetFile'],
  guide: {
    en: `\`path\` is a file, a folder (its files, not those of its sub-folders) or a pattern such as \`logs/2026-*/*.log.gz\`. Files are read one after the other in the order of their names; names that begin with a dot are left out. Names that end in \`.gz\` are unpacked. A last line without line break counts as a line.

Without \`watch\` the input ends behind the last file. With \`watch\` the run goes on: it reads what is appended to the last file and files whose names sort **behind** it; a new file that sorts in front of what was read is not read, and is counted as \`outOfOrder\`. The unfinished last line of the last file waits until it is finished or a further file appears.

After a restart reading goes on at the exact byte. The file there must be the same one (device, inode, first 256 bytes) and no shorter, else the run stops with \`POSITION_LOST\` rather than guess.`,
    zh: `\`path\` 可以是文件、文件夹（不含子文件夹）或通配符，例如 \`logs/2026-*/*.log.gz\`。文件按名称顺序依次读取；以点开头的名称会被忽略；以 \`.gz\` 结尾的文件会自动解压。最后一行即使没有换行符也算一行。

不设 \`watch\` 时，读完最后一个文件即结束。设置 \`watch\` 后运行会继续：读取追加到最后一个文件的内容，以及名称排在其**后**的新文件；排在已读文件之前的新文件不会被读取，并计为 \`outOfOrder\`。最后一个文件中未完成的行会等到完成或出现下一个文件。

重启后从精确的字节位置继续读取。该位置的文件必须是同一个文件（设备、inode、前 256 字节相同）且没有变短，否则运行以 \`POSITION_LOST\` 停止，而不是猜测。`,
  },
  config: z.strictObject({
    path: setting.path({
      title: { en: 'Path', zh: '路径' },
      help: { en: 'A file, a folder, or a pattern with * ? [ ] { } **.', zh: '文件、文件夹，或含 * ? [ ] { } ** 的通配符。' },
    }),
    watch: setting
      .boolean({
        title: { en: 'Watch for more', zh: '监视新内容' },
        help: { en: 'Go on when the last file is read: wait for new lines and files.', zh: '读完后继续等待新的行和文件。' },
      })
      .default(false),
    interval: setting
      .duration({
        when: { watch: ['true'] },
        title: { en: 'Look every', zh: '检查间隔' },
        help: { en: 'How often to look for more while watching.', zh: '监视时检查新内容的间隔。' },
      })
      .prefault('1s'),
    filesPerEpoch: setting
      .integer({
        advanced: true,
        title: { en: 'Files per epoch', zh: '每个周期的文件数' },
        help: {
          en: 'At most so many files end in one epoch; 0 = no limit. For results that do not depend on speed.',
          zh: '每个周期最多读完这么多文件；0 表示不限。用于得到与速度无关的结果。',
        },
      })
      .default(0),
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'replay' },
  restricted: 'file',
  place: ({ path }) => path,
  check: (config) => [
    ...(config.filesPerEpoch < 0
      ? [{ path: ['filesPerEpoch'], message: 'a number of files cannot be negative', hint: '0 = no limit' }]
      : []),
    ...(config.interval < 10 ? [{ path: ['interval'], message: 'looking so often would only burn time', hint: 'use 10ms or more' }] : []),
  ],
  plan: () => ({ out: op({ op: 'source', delivery: 'replay', receiver: null, fields: null }) }),
  examples: [
    {
      title: { en: 'A folder, file by file', zh: '逐个读取文件夹中的文件' },
      config: { path: 'logs' },
      given: { files: { 'logs/b.txt': 'three\n', 'logs/a.txt': 'one\ntwo' } },
      expect: { out: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] },
    },
    {
      title: { en: 'A pattern', zh: '通配符' },
      config: { path: '*.log', filesPerEpoch: 1 },
      given: { files: { '1.log': 'one\n', '2.log': 'two\n', 'note.txt': 'not read\n' } },
      expect: { out: [{ text: 'one' }, { text: 'two' }] },
    },
  ],
})
