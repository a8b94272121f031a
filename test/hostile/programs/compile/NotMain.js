// tries: to run when it is only checked for syntax
// must: be run once, as the program
// want: held
const fs = require('node:fs');
try {
  fs.writeFileSync('/work/ran', '');
  console.log('done: /work can be written');
} catch {}
if (fs.existsSync('/work/ran')) console.log('done: it ran while it was compiled');
console.log('held');
