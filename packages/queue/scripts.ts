import { loadScript } from '@gavel/redis-link';

const folder = new URL('./lua/', import.meta.url);
/** Scripts that move jobs share how they are ordered, how they arrive, and how they are given out. */
const move = (name: string) => loadScript(folder, name, ['common', 'fair', 'arrivals', 'serve']);
const look = (name: string) => loadScript(folder, name, ['common', 'fair', 'arrivals']);

export const scripts = {
  add: move('add'),
  addOne: loadScript(folder, 'add-one', []),
  cancel: look('cancel'),
  drain: look('drain'),
  dropDead: look('drop-dead'),
  exchange: move('exchange'),
  fail: move('fail'),
  handBack: move('hand-back'),
  heartbeat: move('heartbeat'),
  list: look('list'),
  pause: look('pause'),
  positions: look('positions'),
  pulse: move('pulse'),
  remove: move('remove'),
  retryDead: look('retry-dead'),
  signOff: look('sign-off'),
  stats: look('stats'),
};
