import type { MarkdownIt } from 'markdown-it';

type Render = (tex: string, display: boolean) => string;

/**
 * `$…$` in a line and `$$…$$` in a line or over several, by pandoc's rule: the opening `$` has no space after it, the
 * closing one none before it and no digit after it, so that "$5 and $6" stays money.
 * https://pandoc.org/MANUAL.html#extension-tex_math_dollars
 */
export function mathPlugin(markdown: MarkdownIt, render: Render): void {
  markdown.inline.ruler.after('escape', 'math', (state, silent) => {
    if (state.src[state.pos] !== '$') return false;
    const display = state.src.startsWith('$$', state.pos);
    const mark = display ? '$$' : '$';
    const start = state.pos + mark.length;
    const end = closing(state.src, start, mark, state.posMax);
    if (end < 0) return false;
    if (!silent) {
      const token = state.push(display ? 'math_display' : 'math_inline', 'math', 0);
      token.content = state.src.slice(start, end).trim();
    }
    state.pos = end + mark.length;
    return true;
  });

  // A block of its own, so that what stands inside (blank lines, `*`, `_`, `-`) is not Markdown.
  markdown.block.ruler.before(
    'fence',
    'math_block',
    (state, first, last, silent) => {
      const line = (n: number) =>
        state.src.slice((state.bMarks[n] as number) + (state.tShift[n] as number), state.eMarks[n]);
      if (!line(first).startsWith('$$') || line(first).trimEnd().indexOf('$$', 2) >= 0) return false;
      let end = first + 1;
      while (end < last && !line(end).trimEnd().endsWith('$$')) end++;
      if (end >= last) return false;
      if (silent) return true;
      const lines = Array.from({ length: end - first + 1 }, (_, n) => line(first + n));
      const token = state.push('math_display', 'math', 0);
      token.block = true;
      token.content = lines.join('\n').trim().slice(2, -2).trim();
      token.map = [first, end + 1];
      state.line = end + 1;
      return true;
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  );

  markdown.renderer.rules.math_inline = (tokens, index) => render(tokens[index]?.content ?? '', false);
  markdown.renderer.rules.math_display = (tokens, index) => render(tokens[index]?.content ?? '', true);
}

/** Where the mark that closes stands, or -1. */
function closing(text: string, start: number, mark: string, limit: number): number {
  if (mark === '$' && /[\s$]/.test(text[start] ?? ' ')) return -1;
  for (let at = start; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(mark, at) && at > start) {
      if (mark === '$$') return at;
      if (!/\s/.test(text[at - 1] as string) && !/\d/.test(text[at + 1] ?? '')) return at;
    }
  }
  return -1;
}
