// tries: to listen, to connect and to resolve names from Node
// must: be refused
// want: held
const net = require('node:net');
const dgram = require('node:dgram');
const dns = require('node:dns').promises;
const known = Object.fromEntries(require('node:fs').readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' ')));
const attempt = (start) => new Promise((resolve) => {
  try { start(resolve); } catch { resolve(null); }
});
(async () => {
  const listens = await attempt((resolve) => net.createServer().on('error', () => resolve(null)).listen(0, () => resolve('listens')));
  const connects = await attempt((resolve) => net.connect(Number(known.port), '127.0.0.1').on('error', () => resolve(null)).on('connect', () => resolve('connects')));
  const sends = await attempt((resolve) => dgram.createSocket('udp4').on('error', () => resolve(null)).send('x', 53, '127.0.0.1', (error) => resolve(error ? null : 'sends')));
  const resolves = await dns.resolve4('example.org').then(() => 'resolves', () => null);
  const fetches = await fetch(`http://127.0.0.1:${known.port}/`).then(() => 'fetches', () => null);
  for (const done of [listens, connects, sends, resolves, fetches]) if (done) console.log(`done: ${done}`);
  console.log('held');
  process.exit(0);
})();
