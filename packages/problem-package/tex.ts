/** Commands of one argument that Markdown has a way to say. */
const WRAPPERS: Record<string, readonly [string, string]> = {
  emph: ['*', '*'],
  textit: ['*', '*'],
  textbf: ['**', '**'],
  texttt: ['`', '`'],
  text: ['', ''],
  section: ['\n## ', '\n'],
  subsection: ['\n### ', '\n'],
  subsubsection: ['\n#### ', '\n'],
  url: ['<', '>'],
  problemname: ['', ''],
};

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/\\(?:begin|end)\{(?:itemize|enumerate|center|quote|description)\}(?:\[[^\]]*\])?/g, '\n'],
  [/\\item\s*\[([^\]]*)\]\s*/g, '\n- $1 '],
  [/\\item\b\s*/g, '\n- '],
  [/\\href\{([^{}]*)\}\{([^{}]*)\}/g, '[$2]($1)'],
  [/\\(?:noindent|medskip|bigskip|smallskip|newline|centering)\b\s?/g, ''],
  [/\\(?:nextsample|remainingsamples)\b/g, ''],
  [/\\(?:ldots|dots)\b/g, '…'],
  [/\\\\/g, '\n'],
  [/\\([%&#_{}$])/g, '\\$1'],
  [/``|''/g, '"'],
  [/---/g, '—'],
  [/--/g, '–'],
  [/~/g, '\u00a0'],
];

/** Patterns that look for a pair take time in the square of the length when half of it is missing. */
export const MAX_TEX = 64 * 1024;

export interface Converted {
  readonly markdown: string;
  readonly title: string | null;
  /** Commands that were left as they are. */
  readonly leftOut: string[];
}

/**
 * The part of LaTeX that statements commonly use, as Markdown. Math (`$…$`, `$$…$$`, `\[…\]`) and verbatim
 * text are carried over untouched. What is not understood stays readable and is named.
 */
export function texToMarkdown(tex: string): Converted {
  const kept: string[] = [];
  // Private-use characters stand for what must not be touched while the rest is rewritten.
  const keep = (text: string) => `\ue000${kept.push(text) - 1}\ue001`;
  let text = tex.replaceAll(/[\ue000\ue001]/g, '');
  text = text.replaceAll(/\\begin\{(verbatim|lstlisting)\}\n?([\s\S]*?)\\end\{\1\}/g, (_, __, body: string) =>
    keep(`\n\`\`\`\n${body.trimEnd()}\n\`\`\`\n`),
  );
  text = text.replaceAll(/(?<!\\)%.*$/gm, '');
  text = text.replaceAll(/\\\[([\s\S]*?)\\\]/g, (_, body: string) => keep(`\n$$${body.trim()}$$\n`));
  text = text.replaceAll(/\$\$[\s\S]+?\$\$|(?<!\\)\$(?:\\.|[^$\\])+\$/g, keep);
  const title = /\\problemname\{([^{}]*)\}/.exec(text)?.[1]?.trim() || null;
  text = text.replace(/\\problemname\{[^{}]*\}/, '');
  text = numbered(text);
  for (const [pattern, by] of REPLACEMENTS) text = text.replaceAll(pattern, by);
  text = unwrap(text);
  const leftOut = [...new Set(text.match(/\\[a-zA-Z]+/g) ?? [])];
  // What was kept may itself hold marks: verbatim text is taken first.
  const restore = (part: string): string =>
    part.replaceAll(/\ue000(\d+)\ue001/g, (_, n) => restore(kept[n] ?? ''));
  const markdown = restore(text)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return { markdown: `${markdown}\n`, title: title && restore(title), leftOut };
}

/** Items of enumerate get numbers; Markdown counts them itself. */
function numbered(text: string): string {
  return text.replaceAll(
    /\\begin\{enumerate\}([\s\S]*?)\\end\{enumerate\}/g,
    (_, body: string) => `\n${body.replaceAll(/\\item\b\s*/g, '\n1. ')}\n`,
  );
}

/** From the inside out, so that nested commands work; nobody nests deeper than this on purpose. */
const MAX_NESTING = 20;

function unwrap(text: string): string {
  const pattern = /\\([a-z]+)\*?\{([^{}]*)\}/g;
  for (let depth = 0; depth < MAX_NESTING; depth += 1) {
    text = text.replaceAll(pattern, (whole, name: string, body: string) => {
      const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
      return wrapper ? wrapper[0] + body + wrapper[1] : whole;
    });
  }
  return text;
}
