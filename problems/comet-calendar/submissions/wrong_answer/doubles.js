import { readFileSync } from 'node:fs';

const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
const [, year, ...numbers] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
let [now, step, never] = [year, 1, false];
for (let i = 0; i < numbers.length && !never; i += 2) {
  const [first, period] = numbers.slice(i, i + 2);
  if (now < first) now += Math.ceil((first - now) / step) * step;
  let turns = 0;
  while ((now - first) % period !== 0 && turns < 100_000) {
    now += step;
    turns++;
  }
  never = (now - first) % period !== 0;
  step = (step / gcd(step, period)) * period;
}
console.log(never ? 'never' : String(now));
