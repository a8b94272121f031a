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

/** A package brings no images, and a page loads nothing from outside: that there should be one is said. */
markdown.renderer.rules.image = (tokens, at) => {
  const image = tokens[at];
  const source = String(image?.attrGet('src') ?? '');
  const words = markdown.utils.escapeHtml(image?.content || 'image');
  const link = /^https?:/.test(source)
    ? `<a href="${markdown.utils.escapeHtml(source)}">${words}</a>`
    : words;
  return `<em>[not shown here: ${link}]</em>`;
};

const words = (text: string) => text.trim().split(/\s+/);

const markdownTags = words(`
  h1 h2 h3 h4 h5 h6 p br hr blockquote ul ol li pre code strong em s a table thead tbody tr th td
`);
/** KaTeX: spans with lengths, MathML for those who listen, SVG for roots and braces. */
const mathTags = words(`
  span svg path line
  math semantics annotation mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot munder mover
  munderover mtable mtr mtd mstyle mpadded mphantom menclose mglyph
`);
const mathAttributes = words(`
  mathvariant stretchy fence separator lspace rspace minsize maxsize accent accentunder linethickness rowspacing
  columnspacing columnalign scriptlevel displaystyle width height depth voffset
`);
const lengthStyles = words(`
  height width min-width top left vertical-align margin margin-left margin-right margin-top padding-left
  border-bottom-width border-top-width border-right-width
`);
/** A length as KaTeX writes it. */
const length = /^-?[\d.]+(em|ex|px|%)?$/;

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [...markdownTags, ...mathTags],
  allowedAttributes: {
    a: ['href', 'title'],
    ol: ['start'],
    code: ['class'],
    span: ['class', 'style', 'aria-hidden'],
    th: ['style'],
    td: ['style'],
    svg: words('xmlns width height viewbox preserveaspectratio style'),
    path: ['d'],
    line: words('x1 y1 x2 y2 stroke-width'),
    math: ['xmlns', 'display'],
    annotation: ['encoding'],
    '*': mathAttributes,
  },
  allowedStyles: {
    '*': {
      ...Object.fromEntries(lengthStyles.map((name) => [name, [length]])),
      color: [/^(#[\da-f]{3,8}|[a-z]+)$/i],
      'text-align': [/^(left|right|center)$/],
      position: [/^relative$/],
    },
  },
  allowedSchemes: ['http', 'https', 'mailto'],
};

/** Markdown with math (`$…$`, `$$…$$`) → HTML that is safe to show. KaTeX's stylesheet is the page's to load. */
export function renderStatement(text: string): string {
  return sanitizeHtml(markdown.render(text), allowed);
}
