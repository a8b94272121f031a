/**
 * `watching.ts REDIS_URL QUEUE USERS`: a gateway's places in line for so many pages, each of which reads the channel of its
 * user. What waits at first has the id of its user, and is known without Postgres. Asked for anything, it tells what it did
 * since it was asked before.
 */
import { Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { until } from '@gavel/test-support';
import { Line } from '../../apps/server/src/line/line.ts';
import { WatchingHub } from '../../apps/server/src/line/watching-hub.ts';
import { createLog } from '../../apps/server/src/log.ts';
import type { Resources } from '../../apps/server/src/resources.ts';
import { userId } from '../live/wire.ts';

/** From the question to the queue until the last message is with Redis. */
interface Look {
  readonly began: number;
  ended: number;
}

let looks: Look[] = [];
let published = 0;

class WatchedQueue extends Queue {
  override async positions(ids: readonly string[]) {
    const look = { began: performance.now(), ended: 0 };
    looks.push(look);
    const places = await super.positions(ids);
    look.ended = performance.now();
    return places;
  }
}

class WatchedPublisher extends Publisher {
  override async publish(channel: string, text: string) {
    const position = await super.publish(channel, text);
    published++;
    const look = looks.at(-1);
    if (look) look.ended = performance.now();
    return position;
  }
}

const [url = '', name = '', users = '0'] = process.argv.slice(2);
const submissions: Pick<Resources['store']['submissions'], 'queued'> = {
  queued: async ({ userIds }) => userIds.map((userId) => ({ id: userId, userId })),
};
const store = { submissions } as Resources['store'];
const log = createLog('line', 'silent');
const queue = new WatchedQueue({ url, name, timeoutMs: 10_000 });
const line = new Line({ store, queue, publisher: new WatchedPublisher({ url, timeoutMs: 10_000 }), log });
const hub = new WatchingHub({ url }, line);
let told = 0;
const receiver = { start: () => {}, message: () => void told++ };
for (let user = 0; user < Number(users); user++) hub.subscribe(`user:${userId(user)}`, receiver);
await until('everybody was told a place', () => told >= Number(users), 180_000);

let [cpu, since] = [process.cpuUsage(), performance.now()];
process.on('message', ({ id }: { id: number }) => {
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - since;
  const whole = looks.filter((look) => look.began >= since);
  const answer = {
    cpuPercent: (user + system) / 10 / ms,
    published: (published * 1_000) / ms,
    looks: whole.map(({ began, ended }) => ended - began),
    betweenMs: ms / Math.max(whole.length, 1),
  };
  [cpu, since, looks, published] = [process.cpuUsage(), performance.now(), looks.slice(-1), 0];
  process.send?.({ id, answer });
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0 });
