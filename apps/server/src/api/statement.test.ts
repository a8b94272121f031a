import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { renderStatement } from './statement.ts';

describe('math', () => {
  test('in a line and as a block', () => {
    assert.match(
      renderStatement('with $1 \\le n \\le 10^5$ numbers'),
      /<p>with <span class="katex">.*<\/span> numbers<\/p>/s,
    );
    assert.match(renderStatement('so $$a^2$$ it is'), /katex-display/);
    assert.match(renderStatement('so\n\n$$\na_1 * b_2\n\n- c\n$$\n\nit is'), /katex-display/);
    assert.doesNotMatch(renderStatement('$a_1$ and $b_2$'), /<em>/);
  });

  test('keeps what KaTeX needs to look right', () => {
    const html = renderStatement('$\\sqrt{x} + \\frac{1}{2}$');
    assert.match(html, /<svg[^>]+viewbox=/);
    assert.match(html, /style="height:/);
    assert.match(html, /<annotation encoding="application\/x-tex">/);
  });

  test('money stays money, and code stays code', () => {
    assert.equal(renderStatement('from $5 to $6'), '<p>from $5 to $6</p>\n');
    assert.equal(renderStatement('`$a$`'), '<p><code>$a$</code></p>\n');
    assert.equal(renderStatement('a \\$ b$'), '<p>a $ b$</p>\n');
  });

  test('that is wrong is shown as it is', () => {
    assert.match(renderStatement('$\\nonsense{$'), /nonsense/);
  });
});

test('tables and lists are kept', () => {
  assert.match(renderStatement('| a | b |\n|---|--:|\n| 1 | 2 |'), /<td style="text-align:right">2<\/td>/);
  assert.match(renderStatement('3. three'), /<ol start="3">/);
});

test('an image is not shown, and does not vanish without a word', () => {
  assert.equal(renderStatement('![The *map*](map.png)'), '<p><em>[not shown here: The *map*]</em></p>\n');
  const outside = '<p><em>[not shown here: <a href="https://x.test/a?b&amp;c">image</a>]</em></p>\n';
  assert.equal(renderStatement('![](https://x.test/a?b&c)'), outside);
  assert.doesNotMatch(renderStatement('![<b onclick=x>](https://x.test/")'), /<b|onclick=x>/);
});

test('nothing that runs comes through', () => {
  for (const text of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\htmlData{a=b}{x}$ $\\includegraphics{http://x}$',
    '![x](http://outside.test/a.png)',
  ]) {
    const html = renderStatement(text);
    assert.doesNotMatch(html, /<script|<img|href="javascript|<[^>]+ src=/, text);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(renderStatement(text), /<(script|iframe|img|style|object|form)/i);
    }),
  );
});
