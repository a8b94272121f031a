// tries: to load machine code as an addon, from where it can write
// must: get no rights by it: it could as well be a C program
// want: held
const fs = require('node:fs');
fs.writeFileSync('/tmp/addon.node', Buffer.from('7f454c4602010100', 'hex'));
try {
  process.dlopen({ exports: {} }, '/tmp/addon.node');
  console.log('done: loaded');
} catch {}
try {
  process.dlopen({ exports: {} }, '/gavel/runner');
  console.log('done: loaded the runner');
} catch {}
console.log('held');
