import { readFileSync } from 'node:fs';

// Takes the train that leaves first, which is not the one that arrives first.
const [n, , ...numbers] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const lines = Array.from({ length: n + 1 }, () => []);
for (let at = 0; at < numbers.length; at += 5) lines[numbers[at]].push(numbers.slice(at + 1, at + 5));
const seen = new Set();
let [station, now] = [1, 0];
while (station !== n && !seen.has(station)) {
  seen.add(station);
  const trains = lines[station]
    .filter(([to]) => !seen.has(to))
    .map(([to, a, p, d]) => ({ to, leaves: a + Math.max(0, Math.ceil((now - a) / p)) * p, d }))
    .sort((x, y) => x.leaves - y.leaves);
  if (trains.length === 0) break;
  now = trains[0].leaves + trains[0].d;
  station = trains[0].to;
}
console.log(station === n ? now : 'never');
