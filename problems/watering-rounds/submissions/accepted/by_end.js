import { readFileSync } from 'node:fs';

const [, ...lines] = readFileSync(0, 'utf8').trim().split('\n');
const spans = lines.map((line) => line.split(' ').map(Number)).sort((a, b) => a[1] - b[1]);
let rounds = 0;
let last = -1;
for (const [start, end] of spans) {
  if (start <= last) continue;
  rounds++;
  last = end;
}
console.log(rounds);
