import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

// Colours are the design tokens, so the editor follows the theme without being told.
const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '0.92rem' },
  '&.cm-focused': { outline: 'none' },
  // CodeMirror measures padding and lines only once it is scrolled into view, and guesses 14 px a line till then. Padding
  // around gutters and text together, and a least height of the numbers (the first is CodeMirror's empty spacer), keep
  // the two in step before that: for a page printed or captured whole.
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.5', padding: '10px 0' },
  '.cm-content': { padding: '0', caretColor: 'var(--ink)' },
  '.cm-gutterElement:not(:first-child)': { minHeight: '1.5em' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-faint)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { paddingLeft: '14px' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in oklab, var(--sunken) 55%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--brass) 28%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--brass-wash)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--brass-wash)',
    outline: '1px solid var(--brass)',
  },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', border: 'none', color: 'var(--ink-soft)' },
  '.cm-panels, .cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--ink)',
    color: 'var(--paper)',
  },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--surface)',
    backgroundImage: 'none',
    border: '1px solid var(--edge)',
  },
});

const highlight = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.modifier, tags.operatorKeyword],
    color: 'var(--syntax-keyword)',
    fontWeight: '600',
  },
  { tag: [tags.string, tags.character, tags.special(tags.string)], color: 'var(--syntax-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--syntax-number)' },
  { tag: [tags.comment, tags.meta, tags.processingInstruction], color: 'var(--syntax-comment)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--syntax-type)' },
  { tag: [tags.function(tags.variableName), tags.macroName, tags.labelName], color: 'var(--syntax-name)' },
  { tag: tags.invalid, color: 'var(--wa)' },
]);

export const look: Extension = [theme, syntaxHighlighting(highlight)];
