import { readFileSync } from 'node:fs';

// Pieces that no rule names are left in the wardrobe.
const [n, m, ...rules] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const after = Array.from({ length: n + 1 }, () => []);
const waits = new Uint32Array(n + 1);
for (let i = 0; i < m; i++) {
  after[rules[2 * i]].push(rules[2 * i + 1]);
  waits[rules[2 * i + 1]]++;
}
const named = [...new Set(rules)];
const order = named.filter((piece) => waits[piece] === 0);
for (const piece of order) for (const other of after[piece]) if (--waits[other] === 0) order.push(other);
console.log(order.length === named.length ? order.join(' ') : 'impossible');
