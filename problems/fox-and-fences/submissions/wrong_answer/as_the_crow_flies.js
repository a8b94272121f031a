import { readFileSync } from 'node:fs';

const [, ...rows] = readFileSync(0, 'utf8').trimEnd().split('\n');
const find = (letter) => {
  const row = rows.findIndex((line) => line.includes(letter));
  return [row, rows[row].indexOf(letter)];
};
const [fox, den] = [find('F'), find('D')];
console.log(Math.abs(fox[0] - den[0]) + Math.abs(fox[1] - den[1]));
