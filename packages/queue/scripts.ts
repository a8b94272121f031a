import { loadScript } from '@gavel/redis-link';

const load = (name: string) => loadScript(new URL('./lua/', import.meta.url), name);

export const scripts = {
  ack: load('ack'),
  add: load('add'),
  dead: load('dead'),
  fail: load('fail'),
  handBack: load('hand-back'),
  heartbeat: load('heartbeat'),
  position: load('position'),
  remove: load('remove'),
  stats: load('stats'),
  take: load('take'),
};
