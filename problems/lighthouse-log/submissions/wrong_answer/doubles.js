import { readFileSync } from 'node:fs';

const [a, b, k] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
console.log(String(Math.floor(b / k) - Math.ceil(a / k) + 1));
