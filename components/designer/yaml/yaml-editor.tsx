'use client'
import { useEffect, useRef } from 'react'
import { useLang, useT } from '../../i18n/provider.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { openYaml } from './setup.ts'

/** The draft's text in CodeMirror. */
export function YamlEditor() {
  const t = useT()
  const lang = useLang()
  const editor = useEditor()
  const box = useRef<HTMLDivElement>(null)
  const label = t('yaml.label')
  useEffect(() => {
    const { view, flush } = openYaml(box.current!, { editor, lang, label })
    const dom = view.contentDOM
    // whoever leaves the text acts on what it says
    dom.addEventListener('blur', flush)
    return () => {
      dom.removeEventListener('blur', flush)
      view.destroy()
    }
  }, [editor, lang, label])
  return <div ref={box} className="h-full min-h-0" />
}
