import { lazy, Suspense } from 'react';
import type { CodeEditorProps } from './CodeEditor.tsx';

const CodeEditor = lazy(() => import('./CodeEditor.tsx').then((module) => ({ default: module.CodeEditor })));

/** The editor is the largest part of the app: it comes when something to edit is on the page. */
export function LazyCodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<div className="skeleton editor-blank" />}>
      <CodeEditor {...props} />
    </Suspense>
  );
}
