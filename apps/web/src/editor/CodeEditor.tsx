import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { Annotation, Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { basicSetup, minimalSetup } from 'codemirror';
import { useEffect, useEffectEvent, useRef } from 'react';
import { loadLanguage } from './languages.ts';
import { look } from './look.ts';

export interface CodeEditorProps {
  value: string;
  /** A language id of the server; unknown ones are shown without colours. */
  language: string;
  label: string;
  readOnly?: boolean;
  /** Called for what is written in the editor, not when `value` changes. */
  onChange?: (value: string) => void;
}

const fromValue = Annotation.define<true>();

/** CodeMirror. Tab indents; Escape and then Tab leaves (CodeMirror's own way out of the editor by keyboard). */
export function CodeEditor({ value, language, label, readOnly = false, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const languageSlot = useRef(new Compartment());
  const changed = useEffectEvent((text: string) => onChange?.(text));
  const create = useEffectEvent((parent: HTMLElement) => {
    return new EditorView({
      parent,
      doc: value,
      extensions: [
        // Code to read has nothing to fold, complete or search and replace in.
        readOnly ? [minimalSetup, lineNumbers()] : basicSetup,
        look,
        indentUnit.of('    '),
        Prec.highest(keymap.of(readOnly ? [] : [indentWithTab])),
        languageSlot.current.of([]),
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          const isWritten =
            update.docChanged && !update.transactions.some((one) => one.annotation(fromValue));
          if (isWritten) changed(update.state.doc.toString());
        }),
      ],
    });
  });

  useEffect(() => {
    if (host.current === null) return;
    const created = create(host.current);
    view.current = created;
    return () => created.destroy();
  }, []);

  useEffect(() => {
    const state = view.current?.state;
    if (state && state.doc.toString() !== value) {
      const changes = { from: 0, to: state.doc.length, insert: value };
      view.current?.dispatch({ changes, annotations: fromValue.of(true) });
    }
  }, [value]);

  useEffect(() => {
    let wanted = true;
    loadLanguage(language).then(
      (support) => {
        if (wanted) view.current?.dispatch({ effects: languageSlot.current.reconfigure(support) });
      },
      (error: unknown) => console.warn(`No colours for ${language}: its code could not be loaded`, error),
    );
    return () => {
      wanted = false;
    };
  }, [language]);

  return <div className="code-editor" ref={host} />;
}
