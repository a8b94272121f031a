// tries: to start worker threads without end, each with memory of its own
// must: be refused the next, or end at a limit
// want: held MLE RTE TLE
// limits: cpuMs=2000 wallMs=8000 memoryKiB=131072
const { Worker } = require('node:worker_threads');
let ended = false;
function another(count) {
  if (count > 200) {
    console.log('done: 200 workers');
    process.exit(0);
  }
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
  worker.on('error', () => {
    if (!ended) require('node:fs').writeSync(1, 'held\n');
    ended = true;
    process.reallyExit(0);
  });
  worker.on('online', () => another(count + 1));
}
another(0);
