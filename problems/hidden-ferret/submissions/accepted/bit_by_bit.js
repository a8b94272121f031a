import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => (await lines.next()).value;

const burrows = Number(await read());
let step = 1;
while (step * 2 <= burrows) step *= 2;
/** The ferret is to the right of this burrow. */
let left = 0;
for (;;) {
  if (left + step <= burrows) {
    console.log(left + step);
    const answer = await read();
    if (answer === 'here' || answer === undefined) break;
    if (answer === 'right') left += step;
  }
  step /= 2;
}
process.exit();
