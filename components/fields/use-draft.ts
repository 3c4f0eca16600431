import { useState } from 'react'
import type { Data } from '../../core/edit/data.ts'
import { textOf } from './widget.ts'

/** Text of a control that is being typed in: it stays as it was typed while the control has the focus, whatever is made of it. */
export function useDraft(
  value: Data | undefined,
  onChange: (value: Data | undefined) => void,
  read: (text: string) => Data | undefined = (text) => (text === '' ? undefined : text),
): { readonly value: string; type(text: string): void; onBlur(): void } {
  const [draft, setDraft] = useState<string | null>(null)
  return {
    value: draft ?? textOf(value),
    type(text) {
      setDraft(text)
      onChange(read(text))
    },
    onBlur: () => setDraft(null),
  }
}
