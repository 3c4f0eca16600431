import { createElement, Fragment, type ReactNode } from 'react'

/** The Markdown of node types' guides: paragraphs, lists, tables, **bold** and `code`. Anything else is text. */
export const Markdown = ({ text }: { text: string }) => (
  <div className="flex flex-col gap-2.5 leading-relaxed">
    {text.split(/\n{2,}/).map((block) => (
      <Block key={block} lines={block.split('\n')} />
    ))}
  </div>
)

const ITEM = /^(?:[-*]|\d+\.) /

function Block({ lines }: { lines: readonly string[] }): ReactNode {
  if (lines.length > 2 && lines.every((line) => line.startsWith('|'))) return <Rows lines={lines} />
  const first = lines.findIndex((line) => ITEM.test(line))
  if (first < 0) return <p>{inline(lines.join(' '))}</p>
  const items: string[] = []
  for (const line of lines.slice(first)) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ''))
    else items[items.length - 1] += ` ${line.trim()}`
  }
  return (
    <>
      {first > 0 && <p>{inline(lines.slice(0, first).join(' '))}</p>}
      <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-subtle">
        {items.map((item) => (
          <li key={item}>{inline(item)}</li>
        ))}
      </ul>
    </>
  )
}

function Rows({ lines }: { lines: readonly string[] }) {
  const [head, , ...body] = lines.map((line) => line.slice(1, line.lastIndexOf('|')).split('|'))
  return (
    <table className="w-full border-collapse text-left text-xs">
      <thead>
        <tr>
          {head.map((cell) => (
            <th key={cell} scope="col" className="border-b border-line py-1 pr-3 font-medium text-subtle">
              {inline(cell.trim())}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((cells) => (
          <tr key={cells[0]} className="align-top">
            {cells.map((cell) => (
              <td key={cell} className="border-b border-line py-1 pr-3">
                {inline(cell.trim())}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Bold and code of one line; code wins, so that it may hold asterisks. */
const inline = (text: string): ReactNode => createElement(Fragment, null, ...text.split(/(`[^`]+`|\*\*(?:[^*`]|`[^`]*`)+\*\*)/).map(span))

function span(part: string): ReactNode {
  if (part.startsWith('`')) return <code className="rounded-sm bg-hover px-1 font-mono text-[0.92em]">{part.slice(1, -1)}</code>
  return part.startsWith('**') ? <strong className="font-semibold">{inline(part.slice(2, -2))}</strong> : part
}
