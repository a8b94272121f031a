import { createInterface } from 'node:readline';

// Begins at the left and doubles its steps until it has gone too far, beyond the last burrow too.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let burrow = 0;
for await (const line of lines) {
  if (line === 'here' || line === 'left') break;
  burrow = burrow * 2 + 1;
  console.log(burrow);
}
process.exit();
