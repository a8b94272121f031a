// tries: to spawn shells until none is left for others
// must: be refused at the bound for processes
// want: held
const { spawn } = require('node:child_process');
let refused = false;
for (let n = 0; n < 300 && !refused; n++) {
  try {
    const child = spawn('/bin/sleep', ['1000']);
    child.on('error', () => {});
    refused = child.pid === undefined;
  } catch {
    refused = true;
  }
}
require('node:fs').writeSync(1, refused ? 'held\n' : 'done: 300 processes\n');
process.reallyExit(refused ? 0 : 1);
