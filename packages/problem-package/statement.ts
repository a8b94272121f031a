import type { Context } from './context.ts';
import type { Entry } from './listing.ts';
import { MAX_TEX, texToMarkdown } from './tex.ts';

const STATEMENT =
  /^(?:problem_statement|statement)\/problem(?:\.([a-zA-Z]{2,3}(?:-[a-zA-Z]{2})?))?\.(md|tex)$/;
const OTHER_FORM = /^(?:problem_statement|statement)\/problem[^/]*\.(pdf|html)$/;

const MAX_STATEMENT = 256 * 1024;

export interface Statement {
  readonly markdown: string;
  /** Language tag; a file that does not name one is English. */
  readonly language: string;
  /** Where the text itself names the problem. */
  readonly title: string | null;
}

interface Candidate {
  entry: Entry;
  language: string;
  tex: boolean;
}

/** English first, Markdown before TeX; other languages are said to be left out. */
export async function readStatement(context: Context): Promise<Statement> {
  const nothing: Statement = { markdown: '', language: 'en', title: null };
  const candidates = context.listing.entries.flatMap(candidateOf).sort(preference);
  const [best, ...others] = candidates;
  if (!best) {
    const pdf = context.listing.entries.find(({ path }) => OTHER_FORM.test(path));
    const message = pdf
      ? 'statements in this form are not supported; add problem_statement/problem.en.md'
      : 'the statement is missing; add it as problem.en.md or problem.en.tex';
    context.faults.push({ path: pdf?.path ?? 'problem_statement', message });
    return nothing;
  }
  for (const { entry } of others) {
    context.warnings.push({ path: entry.path, message: `left out; ${best.entry.path} is shown` });
  }
  const text = await context.unpacker.text(best.entry, MAX_STATEMENT);
  if (text === null) return nothing;
  if (text.trim() === '') context.faults.push({ path: best.entry.path, message: 'the statement is empty' });
  if (!best.tex) return { markdown: cleaned(text, best, context), language: best.language, title: null };
  if (text.length > MAX_TEX) {
    context.faults.push({ path: best.entry.path, message: `is larger than ${MAX_TEX / 1024} KiB` });
    return nothing;
  }
  const { markdown, title, leftOut } = texToMarkdown(text);
  for (const what of leftOut) {
    context.warnings.push({ path: best.entry.path, message: `${what} is not understood; shown as it is` });
  }
  return { markdown, language: best.language, title };
}

function candidateOf(entry: Entry): Candidate[] {
  const match = STATEMENT.exec(entry.path);
  return match ? [{ entry, language: match[1] ?? 'en', tex: match[2] === 'tex' }] : [];
}

function preference(a: Candidate, b: Candidate): number {
  return rank(a) - rank(b) || (a.entry.path < b.entry.path ? -1 : 1);
}

function rank({ language, tex }: Candidate): number {
  return (language === 'en' ? 0 : 2) + (tex ? 1 : 0);
}

/** Samples are shown beside the statement, so the marks that place them in it are taken out. */
function cleaned(text: string, { entry }: Candidate, { warnings }: Context): string {
  if (/!\[[^[\]]*\]\(/.test(text)) {
    warnings.push({ path: entry.path, message: 'pictures are not shown yet' });
  }
  return text.replaceAll(/^\{\{(nextsample|remainingsamples)\}\}[ \t]*$/gm, '');
}
