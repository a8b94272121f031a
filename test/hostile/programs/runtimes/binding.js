// tries: to use what Node keeps inside: its bindings, its inspector, its own process's parent
// must: be no more than a program of this user
// want: held
const fs = require('node:fs');
for (const name of ['spawn_sync', 'process_wrap', 'fs', 'os'])
  try { process.binding(name); } catch {}
try {
  require('node:inspector').open(0, '127.0.0.1');
  if (require('node:inspector').url()) console.log('done: the inspector listens');
} catch {}
for (const signal of ['SIGKILL', 'SIGSTOP', 'SIGUSR1'])
  try { process.kill(process.ppid, signal); } catch {}
for (const change of [() => process.setuid(0), () => process.initgroups('gavel', 0), () => process.chdir('/root')])
  try {
    change();
    console.log(`done: ${change}`);
  } catch {}
if (Object.keys(process.env).some((name) => name.startsWith('GAVEL'))) console.log('done: environment');
fs.writeSync(1, 'held\n');
