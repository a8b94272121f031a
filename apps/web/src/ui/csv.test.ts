import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';

const line = (...fields: (string | number)[]) => toCsv([fields]);

test('a byte order mark, then lines that each end with CR and LF', () => {
  assert.equal(
    toCsv([
      ['a', 1],
      ['', -2.5],
    ]),
    '\ufeffa,1\r\n,-2.5\r\n',
  );
});

test('what would part a field is quoted, and quotes are doubled', () => {
  assert.equal(
    line('a,b', 'say "x"', 'two\r\nlines', 'c;d', 'plain'),
    '\ufeff"a,b","say ""x""","two\r\nlines","c;d",plain\r\n',
  );
});

test('no text becomes a formula, whatever it begins with', () => {
  for (const text of ['=1+1', '+2', '-2', '@SUM', '＝1', ' =1', '\u0001=1']) {
    assert.equal(line(text), `\ufeff'${text}\r\n`);
  }
  assert.equal(line('\t=1'), `\ufeff"'\t=1"\r\n`);
  assert.equal(line('=HYPERLINK("x")'), `\ufeff"'=HYPERLINK(""x"")"\r\n`);
  assert.equal(line('a=1', "o'k"), "\ufeffa=1,o'k\r\n");
});
