import { readFileSync } from 'node:fs';

const [n, m, ...rules] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const after = Array.from({ length: n + 1 }, () => []);
for (let i = 0; i < m; i++) after[rules[2 * i]].push(rules[2 * i + 1]);

const [NEW, OPEN, DONE] = [0, 1, 2];
const state = new Uint8Array(n + 1);
const next = new Uint32Array(n + 1);
const order = [];
let loop = false;
for (let start = 1; start <= n && !loop; start++) {
  if (state[start] !== NEW) continue;
  const path = [start];
  state[start] = OPEN;
  while (path.length > 0 && !loop) {
    const piece = path.at(-1);
    const other = after[piece][next[piece]++];
    if (other === undefined) {
      state[piece] = DONE;
      order.push(path.pop());
    } else if (state[other] === OPEN) {
      loop = true;
    } else if (state[other] === NEW) {
      state[other] = OPEN;
      path.push(other);
    }
  }
}
console.log(loop ? 'impossible' : order.reverse().join(' '));
