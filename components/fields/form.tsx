'use client'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Data, type DataMap, type DataPath, isDataMap, valueAt } from '../../core/edit/data.ts'
import { type FormField, isRelevant } from '../../core/form.ts'
import { useT, useWords } from '../i18n/provider.tsx'
import { cx } from '../ui/cx.ts'
import { Input } from '../ui/input.tsx'
import { blankItem } from './blank-item.ts'
import { BytesWidget } from './bytes.tsx'
import { ChoiceWidget } from './choice.tsx'
import { ChoicesWidget } from './choices.tsx'
import { CodeWidget } from './code.tsx'
import { DurationWidget } from './duration.tsx'
import { ExpressionWidget } from './expression.tsx'
import { FieldWidget } from './field.tsx'
import { FieldsWidget } from './fields.tsx'
import { GroupWidget } from './group.tsx'
import { KeyValueWidget } from './key-value.tsx'
import { ListWidget } from './list.tsx'
import { NumberWidget } from './number.tsx'
import { PathWidget } from './path.tsx'
import { resolved } from './references.ts'
import { SecretWidget } from './secret.tsx'
import { Setting } from './setting.tsx'
import { SwitchWidget } from './switch.tsx'
import { TextWidget } from './text.tsx'
import { type FieldContext, type FormEdits, type FormIssues, isReference, type WidgetProps } from './widget.ts'

export type FormProps = {
  /** All settings, as `formOf` gives them. */
  readonly form: readonly FormField[]
  /** What the document says, references as they are written. */
  readonly value: DataMap
  readonly issues: FormIssues
  readonly context: FieldContext
  readonly edits: FormEdits
  /** Settings from which new items of lists take their first values, such as those of an example. */
  readonly examples?: readonly DataMap[]
  readonly disabled?: boolean
}

/** A form for settings: what must be set first, what is seldom set folded away, what means nothing with the present settings left out. */
export const Form = (props: FormProps) => <Settings {...props} pattern={[]} path={[]} />

type Level = FormProps & {
  /** Of the settings at this level, `*` for items of lists. */
  readonly pattern: readonly string[]
  readonly path: DataPath
}

function Settings(level: Level) {
  const { form, value, issues, pattern, path } = level
  const here = form.filter((f) => f.path.length === pattern.length + 1 && pattern.every((key, i) => key === f.path[i]))
  const pathOf = (field: FormField): DataPath => [...path, field.path.at(-1)!]
  const setOf = (field: FormField): Data | undefined => valueAt(value, pathOf(field))
  const shown = here.filter(
    (field) => setOf(field) !== undefined || issues.within(pathOf(field)).length > 0 || isRelevant(field, here, setOf),
  )
  const isFolded = (field: FormField): boolean =>
    field.meta.advanced === true && setOf(field) === undefined && issues.within(pathOf(field)).length === 0
  const open = shown.filter((field) => !isFolded(field))
  const draw = (field: FormField): ReactNode => <OneSetting key={field.path.join('.')} level={level} field={field} path={pathOf(field)} />
  return (
    <>
      {open.filter((field) => field.required).map(draw)}
      {open.filter((field) => !field.required).map(draw)}
      <Folded fields={shown.filter(isFolded)} draw={draw} />
    </>
  )
}

function Folded({ fields, draw }: { fields: readonly FormField[]; draw: (field: FormField) => ReactNode }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  if (fields.length === 0) return null
  return (
    <div className="col-span-full flex flex-col gap-3">
      <button
        type="button"
        aria-expanded={open}
        className="inline-flex h-7 items-center gap-1 self-start rounded-sm text-sm text-muted hover:text-fg"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} aria-hidden="true" className={cx('transition-transform duration-(--quick)', open && 'rotate-90')} />
        {t('fields.advanced', { count: fields.length })}
      </button>
      {open && fields.map(draw)}
    </div>
  )
}

function OneSetting({ level, field, path }: { level: Level; field: FormField; path: DataPath }) {
  const t = useT()
  const words = useWords()
  const { form, value: whole, issues, context, edits, examples = [], disabled = false } = level
  const value = valueAt(whole, path)
  const label = words(field.meta.title)
  const { widget } = field.meta
  const referred = CLOSED.has(widget) && isReference(value) ? value : null
  if (widget === 'group' && referred === null) {
    const help = field.meta.help === undefined ? undefined : words(field.meta.help)
    return (
      <GroupWidget title={label} help={help}>
        <Settings {...level} pattern={field.path} path={path} />
      </GroupWidget>
    )
  }
  const onChange = (next: Data | undefined): void => (next === undefined ? edits.unset(path) : edits.set(path, next))
  const items = Array.isArray(value) ? value : []
  const inside = form.some((f) => f.path.length > field.path.length && field.path.every((key, i) => f.path[i] === key))
  const single = !['list', 'key-value', 'choice'].includes(widget) || referred !== null
  return (
    <Setting
      field={field}
      single={single}
      issues={widget === 'fields' || (widget === 'list' && !inside) ? issues.within(path) : issues.at(path)}
      found={issues}
      edits={edits}
      onReset={value === undefined || disabled || (field.required && referred === null) ? null : () => edits.unset(path)}
    >
      {(ids) => {
        const props: WidgetProps = { field, path, value, label, ids, context, disabled, onChange }
        const meant = widget === 'secret' ? null : resolved(value, context.params)
        if (referred !== null) return <Reference {...props} value={referred} meant={meant} />
        if (widget === 'key-value') return <KeyValueWidget {...props} edits={edits} found={issues} />
        if (widget !== 'list')
          return (
            <>
              <Widget {...props} />
              {meant !== null && <Meant text={meant} />}
            </>
          )
        if (field.item !== null && field.item.choices !== null)
          return (
            <ChoicesWidget
              choices={field.item.choices}
              value={Array.isArray(value) ? value : Array.isArray(field.default) ? field.default : []}
              label={label}
              nameOf={(choice) => context.choiceName?.(path, choice) ?? choice}
              disabled={disabled}
              onChange={onChange}
            />
          )
        return (
          <ListWidget
            items={items}
            label={label}
            disabled={disabled}
            compact={!inside}
            blank={() => blankItem(field, form, path, items, examples)}
            onChange={onChange}
          >
            {(item, index) =>
              isDataMap(item) && inside ? (
                <Settings {...level} pattern={[...field.path, '*']} path={[...path, index]} />
              ) : (
                field.item !== null && (
                  <Widget
                    {...props}
                    field={{ ...field.item, default: undefined, item: null }}
                    path={[...path, index]}
                    value={item}
                    label={words(field.item.meta.title)}
                    ids={{ ...ids, id: `${ids.id}-${index}`, 'aria-label': t('fields.item', { name: label, number: index + 1 }) }}
                    onChange={(next) => edits.set([...path, index], next ?? '')}
                  />
                )
              )
            }
          </ListWidget>
        )
      }}
    </Setting>
  )
}

/** What a text with references stands for. */
const Meant = ({ text }: { text: string }) => <p className="num truncate font-mono text-xs text-subtle">= {text}</p>

/** The control of a setting of one value. */
function Widget(props: WidgetProps) {
  switch (props.field.meta.widget) {
    case 'number':
      return <NumberWidget {...props} />
    case 'duration':
      return <DurationWidget {...props} />
    case 'bytes':
      return <BytesWidget {...props} />
    case 'expression':
      return <ExpressionWidget {...props} />
    case 'field':
      return <FieldWidget {...props} />
    case 'fields':
      return <FieldsWidget {...props} />
    case 'choice':
      return <ChoiceWidget {...props} />
    case 'switch':
      return <SwitchWidget {...props} />
    case 'code':
      return <CodeWidget {...props} />
    case 'secret':
      return <SecretWidget {...props} />
    case 'path':
      return <PathWidget {...props} />
    default:
      return <TextWidget {...props} />
  }
}

/** Controls that can hold no other text than their own. */
const CLOSED = new Set<string>(['switch', 'choice', 'fields', 'list', 'key-value', 'group'])

/** What is taken from a parameter as a whole: to set it otherwise, it is taken out first. */
const Reference = ({ value, label, ids, meant }: WidgetProps & { value: string; meant: string | null }) => (
  <>
    <Input {...ids} aria-label={label} className="font-mono" readOnly value={value} />
    {meant !== null && <Meant text={meant} />}
  </>
)
