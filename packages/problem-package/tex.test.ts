import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { texToMarkdown } from './tex.ts';

test('what statements commonly use becomes Markdown', () => {
  const tex = String.raw`\problemname{Tea for Two} % the title
Pour \emph{hot \textbf{water}} into $n$ cups, 5\% each, say ${'``'}please''.
\section*{Input}
\begin{itemize}
  \item One integer $n$ ($1 \le n \le 10^5$).
  \item[\texttt{x}] Another.
\end{itemize}
\begin{enumerate}
\item First
\end{enumerate}
\begin{verbatim}
\emph{as it is} % too
\end{verbatim}
\[ x_1 + x_2 \]
\weird{stays}`;
  const { markdown, title, leftOut } = texToMarkdown(tex);
  assert.equal(title, 'Tea for Two');
  assert.deepEqual(leftOut, ['\\weird']);
  for (const part of [
    'Pour *hot **water*** into $n$ cups, 5\\% each, say "please".',
    '## Input',
    '- One integer $n$ ($1 \\le n \\le 10^5$).',
    '- `x` Another.',
    '1. First',
    '```\n\\emph{as it is} % too\n```',
    '$$x_1 + x_2$$',
  ]) {
    assert.ok(markdown.includes(part), `${part}\nis not in\n${markdown}`);
  }
  assert.ok(!markdown.includes('the title'));
});

test('any text is converted without an error', () => {
  const word = fc.constantFrom(
    '\\',
    '{',
    '}',
    '$',
    '%',
    '\\emph{',
    '\\begin{itemize}',
    '\\[',
    '\\]',
    '\n',
    'a',
    '``',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 60 }), (words) => {
      texToMarkdown(words.join(''));
    }),
  );
});
