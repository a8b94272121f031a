import katex from 'katex';
import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { mathPlugin } from './statement-math.ts';

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false }).use(
  mathPlugin,
  (tex, display) =>
    katex.renderToString(tex, {
      displayMode: display,
      throwOnError: false,
      strict: 'ignore',
      maxExpand: 1_000,
    }),
);

/** A length as KaTeX writes it. */
const length = /^-?[\d.]+(em|ex|px|%)?$/;

/** What Markdown gives, and what KaTeX does: spans with lengths, MathML for those who listen, and SVG for roots and braces. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'ul', 'ol', 'li', 'pre', 'code'],
    ...['strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span', 'svg', 'path', 'line'],
    ...['math', 'semantics', 'annotation', 'mrow', 'mi', 'mn', 'mo', 'ms', 'mtext', 'mspace', 'msup', 'msub'],
    ...[
      'msubsup',
      'mfrac',
      'msqrt',
      'mroot',
      'munder',
      'mover',
      'munderover',
      'mtable',
      'mtr',
      'mtd',
      'mstyle',
    ],
    ...['mpadded', 'mphantom', 'menclose', 'mglyph'],
  ],
  allowedAttributes: {
    a: ['href', 'title'],
    ol: ['start'],
    code: ['class'],
    span: ['class', 'style', 'aria-hidden'],
    th: ['style'],
    td: ['style'],
    svg: ['xmlns', 'width', 'height', 'viewbox', 'preserveaspectratio', 'style'],
    path: ['d'],
    line: ['x1', 'y1', 'x2', 'y2', 'stroke-width'],
    math: ['xmlns', 'display'],
    annotation: ['encoding'],
    '*': [
      'mathvariant',
      'stretchy',
      'fence',
      'separator',
      'lspace',
      'rspace',
      'minsize',
      'maxsize',
      'accent',
    ].concat(
      [
        'accentunder',
        'linethickness',
        'rowspacing',
        'columnspacing',
        'columnalign',
        'scriptlevel',
        'displaystyle',
      ],
      ['width', 'height', 'depth', 'voffset'],
    ),
  },
  allowedStyles: {
    '*': Object.fromEntries([
      ...[
        'height',
        'width',
        'min-width',
        'top',
        'left',
        'vertical-align',
        'margin',
        'margin-left',
        'margin-right',
      ].map((name) => [name, [length]]),
      ...['margin-top', 'padding-left', 'border-bottom-width', 'border-top-width', 'border-right-width'].map(
        (name) => [name, [length]],
      ),
      ['color', [/^(#[\da-f]{3,8}|[a-z]+)$/i]],
      ['text-align', [/^(left|right|center)$/]],
      ['position', [/^relative$/]],
    ]),
  },
  allowedSchemes: ['http', 'https', 'mailto'],
};

/** Markdown with math (`$…$`, `$$…$$`) → HTML that is safe to show. KaTeX's stylesheet is the page's to load. */
export function renderStatement(text: string): string {
  return sanitizeHtml(markdown.render(text), allowed);
}
