import { readFileSync } from 'node:fs';

const numbers: bigint[] = readFileSync(0, 'utf8').trim().split(/\s+/).map(BigInt);
const [a, b, k] = numbers as [bigint, bigint, bigint];
const first: bigint = (a + k - 1n) / k;
console.log(String(b / k - first + 1n));
