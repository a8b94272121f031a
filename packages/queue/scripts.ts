import { loadScript } from '@gavel/redis-link';

const load = (name: string) => loadScript(new URL('./lua/', import.meta.url), name);

export const scripts = {
  ack: load('ack'),
  add: load('add'),
  cancel: load('cancel'),
  drain: load('drain'),
  dropDead: load('drop-dead'),
  fail: load('fail'),
  handBack: load('hand-back'),
  heartbeat: load('heartbeat'),
  list: load('list'),
  pause: load('pause'),
  positions: load('positions'),
  remove: load('remove'),
  retryDead: load('retry-dead'),
  stats: load('stats'),
  take: load('take'),
};
