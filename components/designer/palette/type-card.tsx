import { type AnyNodeType, type Contract, portsOf } from '../../../core/node-type.ts'
import { useLang, useT, useWords } from '../../i18n/provider.tsx'

/** What a node type is: summary, ports, delivery, and what peers call it. */
export function TypeCard({ type }: { type: AnyNodeType }) {
  const t = useT()
  const lang = useLang()
  const words = useWords()
  const delivery = useDelivery(type)
  const ports = typeof type.ports === 'function' ? portsOfExample(type) : type.ports
  const comma = lang === 'zh' ? '、' : ', '
  return (
    <div className="flex w-64 flex-col gap-2 p-1 text-left">
      <p className="text-sm font-medium text-fg">{words(type.title)}</p>
      <p>{words(type.summary)}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <dt className="text-subtle">{t('design.ports')}</dt>
        <dd>
          {ports === null
            ? t('design.ports-vary')
            : ports.in.length + ports.out.length === 0
              ? t('design.port-none')
              : [
                  ports.in.length > 0 && t('design.port-in', { names: ports.in.join(comma) }),
                  ports.out.length > 0 && t('design.port-out', { names: ports.out.join(comma) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
        </dd>
        {delivery !== null && (
          <>
            <dt className="text-subtle">{t('design.delivery')}</dt>
            <dd>{delivery}</dd>
          </>
        )}
        {type.alsoCalled !== undefined && (
          <>
            <dt className="text-subtle">{t('design.also-called')}</dt>
            <dd className="text-muted">{type.alsoCalled.slice(0, 4).join(comma)}</dd>
          </>
        )}
      </dl>
    </div>
  )
}

/** The ports of a type that decides by its settings, as its first example has them. */
function portsOfExample(type: AnyNodeType): ReturnType<typeof portsOf> | null {
  const read = type.config.safeParse(type.examples[0]?.config)
  return read.success ? portsOf(type, read.data) : null
}

function useDelivery(type: AnyNodeType): string | null {
  const t = useT()
  if (type.contract === undefined) return null
  if (typeof type.contract === 'function') return t('design.delivery-vary')
  const contract: Contract = type.contract
  return t(contract.kind === 'source' ? `design.delivery.${contract.delivery}` : `design.delivery.${contract.class}`)
}
