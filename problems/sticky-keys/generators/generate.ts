import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

const MAX = 80_000;
const random = new Random(202);

function word(length: number, letters: string): string {
  return Array.from({ length }, () => random.pick([...letters])).join('');
}

function press(wish: string, sticky: string): string {
  return wish.replaceAll(/./g, (letter) => (sticky.includes(letter) ? letter + letter : letter));
}

const pair = (wish: string, paper: string) => `${wish}\n${paper}\n`;
const honest = (wish: string, sticky: string) => pair(wish, press(wish, sticky));

/** Takes out or doubles one letter somewhere in the last tenth. */
function spoilt(wish: string, sticky: string): string {
  const paper = press(wish, sticky);
  const at = random.int(Math.floor(paper.length * 0.9), paper.length - 1);
  return pair(wish, paper.slice(0, at) + paper.slice(at + 1));
}

/** For each letter there are only two ways, so both are tried, by themselves, on the runs of that letter. */
function solve(input: string): string {
  const [wish = '', paper = ''] = input.split('\n');
  const runs = (text: string) => text.match(/(.)\1*/g) ?? [];
  const [wanted, got] = [runs(wish), runs(paper)];
  if (wanted.length !== got.length) return 'impossible';
  let sticky = '';
  for (const letter of [...new Set(wish)].sort()) {
    const factorFits = (factor: number) =>
      wanted.every((run, index) => run[0] !== letter || got[index] === letter.repeat(run.length * factor));
    if (factorFits(2)) sticky += letter;
    else if (!factorFits(1)) return 'impossible';
  }
  return sticky || 'none';
}

const ALL = 'abcdefghijklmnopqrstuvwxyz';

export const data = makeData({
  samples: [pair('letter', 'lletter'), pair('ttest', 'ttest'), pair('bookroom', 'booookroom')],
  secret: [
    ['one-letter', pair('a', 'a')],
    ['one-letter-twice', pair('a', 'aa')],
    ['thrice', pair('a', 'aaa')],
    ['other-letter', pair('a', 'b')],
    ['paper-shorter', pair('abcabc', 'abc')],
    ['paper-longer', pair('abc', 'abcc'.repeat(3))],
    ['other-order', pair('abab', 'abba')],
    ['not-every-time', pair('abcab', 'aabcab')],
    ['halfway', pair('aaab', 'aaaaab')],
    ['small', honest(word(40, 'abc'), 'b')],
    ['large-run', honest('z'.repeat(MAX / 2), 'z')],
    ['large-run-spoilt', pair('z'.repeat(MAX / 2), 'z'.repeat(MAX - 1))],
    ['large-none', honest(word(MAX, ALL), '')],
    ['large-all', honest(word(MAX / 2, ALL), ALL)],
    ['large-some', honest(word(55_000, ALL), 'aeiou')],
    ['large-two', honest(word(52_000, 'xy'), 'x')],
    ['large-spoilt', spoilt(word(55_000, ALL), 'qwert')],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
