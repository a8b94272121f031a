import { readFileSync } from 'node:fs';

const [head, ...events] = readFileSync(0, 'utf8').trim().split('\n');
const [n, q] = head.split(' ').map(Number);
const empty = new Int32Array(n + q + 1);
const place = new Int32Array(n + 1);
let end = n;
const answers = [];
for (const event of events) {
  const [kind, ticket] = event.split(' ');
  const at = place[ticket] || Number(ticket);
  if (kind === 'ahead') {
    let before = at - 1;
    for (let i = at - 1; i > 0; i -= i & -i) before -= empty[i];
    answers.push(before);
    continue;
  }
  for (let i = at; i <= n + q; i += i & -i) empty[i]++;
  if (kind === 'back') place[ticket] = ++end;
}
console.log(answers.join('\n'));
