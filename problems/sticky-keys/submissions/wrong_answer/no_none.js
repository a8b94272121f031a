import { readFileSync } from 'node:fs';

const [wish, paper] = readFileSync(0, 'utf8').split('\n');
const times = (text, letter) => text.split(letter).length - 1;
const sticky = [...new Set(wish)].sort().filter((c) => times(paper, c) === 2 * times(wish, c));
const again = [...wish].map((c) => (sticky.includes(c) ? c + c : c)).join('');
console.log(again === paper ? sticky.join('') : 'impossible');
