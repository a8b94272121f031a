import { readFileSync } from 'node:fs';

// A heap of starts; those that lie too far back are thrown away when they come to the top.
const [n, r, s, ...days] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const heap = [];
const swap = (i, j) => ([heap[i], heap[j]] = [heap[j], heap[i]]);
function push(item) {
  heap.push(item);
  for (let i = heap.length - 1; i > 0 && heap[(i - 1) >> 1][0] < heap[i][0]; i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
}
function pop() {
  swap(0, heap.length - 1);
  heap.pop();
  for (let i = 0; ; ) {
    let top = i;
    for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && heap[child][0] > heap[top][0]) top = child;
    if (top === i) return;
    swap(i, top);
    i = top;
  }
}
const free = new Array(n + s + 1).fill(0);
let before = 0;
for (let end = 1; end <= n; end++) {
  push([free[end - 1] - before, end - 1]);
  while (heap[0][1] < end - r) pop();
  before += days[end - 1];
  free[end + s] = Math.max(free[end + s - 1], heap[0][0] + before);
}
console.log(free[n + s]);
