import { readFileSync } from 'node:fs';

const [a, b, k] = readFileSync(0, 'utf8').trim().split(/\s+/).map(BigInt);
console.log(String(b / k - (a === 0n ? -1n : (a - 1n) / k)));
