import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from '@gavel/queue';
import { RedisLink } from '@gavel/redis-link';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import type { Start } from './kills-worker.ts';

/** `npm run kills` takes 200; each costs a start of Node. */
const KILLS = Number(process.env.GAVEL_TEST_KILLS ?? 10);
/** Several die at once, each with the jobs it holds: their leases run out side by side. */
const WORKERS = 8;

let redis: TestRedis;
before(async () => {
  redis = await startTestRedis();
});
after(() => redis.stop());

test(`${KILLS} workers are killed at random moments; every job of theirs ends, each once`, async (t) => {
  const options = { url: redis.url, name: 'kills', maxLost: 1_000 };
  const queue = new Queue(options);
  const record = new RedisLink({
    url: redis.url,
    timeoutMs: 5_000,
    onError: console.error,
    unavailable: () => new Error('away'),
    closed: () => new Error('closed'),
  });
  const workers = new Set<ChildProcess>();
  const ready: ChildProcess[] = [];
  const enlist = () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'kills-worker.ts'), JSON.stringify(options)],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    workers.add(child);
    child.once('message', () => ready.push(child));
    return child;
  };
  const killedAt = new Map<number, number>();
  let added = 0;
  const feed = async () => {
    const jobs = Array.from({ length: 200 }, () => ({ id: `job-${added++}`, payload: '' }));
    await queue.addBulk(jobs.map((job) => ({ ...job, tenant: `t${added % 7}`, class: 'practice' })));
  };
  try {
    for (let count = 0; count < WORKERS; count++) enlist();
    for (let killed = 0; killed < KILLS; killed++) {
      // Never all: that is another story, of a queue that nobody calls.
      await until('half of them work', () => ready.length >= WORKERS / 2, 60_000);
      // More than all workers do in the time until the kill: whoever is killed has jobs in hand.
      if ((await queue.stats()).waiting < 200) await feed();
      await delay(Math.random() * 20);
      const [victim] = ready.splice(Math.floor(Math.random() * ready.length), 1);
      assert.ok(victim);
      workers.delete(victim);
      const gone = once(victim, 'exit');
      victim.kill('SIGKILL');
      killedAt.set(victim.pid as number, Date.now());
      enlist();
      await gone;
    }
    // In one look: what ran in the hands of a dead worker waits again in the next.
    const isEmpty = async () => {
      const { waiting, running } = await queue.stats();
      return waiting + running === 0;
    };
    await until('all jobs have ended', isEmpty, 60_000);
    const ends = await record.run((client) => client.hGetAll('ends'));
    assert.equal(Object.keys(ends).length, added, 'no job is lost');
    assert.deepEqual(
      Object.entries(ends).filter(([, times]) => times !== '1'),
      [],
      'none has ended twice',
    );
    assert.ok((await queue.stats()).leasesLost > 0, 'workers died with jobs in hand');
    const starts = await record.run((client) => client.lRange('starts', 0, -1));
    const endedBy = await record.run((client) => client.hGetAll('ended-by'));
    const [single, again] = untilNextStart(
      starts.map((text) => JSON.parse(text)),
      endedBy,
      killedAt,
    );
    t.diagnostic(
      `jobs in hand of the killed: ${single.length}; ms from the kill until each ran again: ${spread(single)}`,
    );
    t.diagnostic(`whose next worker was killed before it began, too: ${again.length}; ms: ${spread(again)}`);
  } finally {
    for (const child of workers) child.kill('SIGKILL');
    queue.close();
    record.close();
  }
});

/**
 * Of each job that a killed worker had begun and not ended: milliseconds from the kill to its next start. Apart from the
 * others those whose number of attempts shows that another worker was given it in between: it was killed before it told so.
 */
function untilNextStart(
  starts: readonly Start[],
  endedBy: Readonly<Record<string, string>>,
  killedAt: ReadonlyMap<number, number>,
): [single: number[], again: number[]] {
  const [single, again]: [number[], number[]] = [[], []];
  for (const { id, attempt, pid } of starts) {
    const killed = killedAt.get(pid);
    const next = starts.find((other) => other.id === id && other.attempt > attempt);
    if (!killed || !next || endedBy[id] === String(attempt)) continue;
    (next.attempt === attempt + 1 ? single : again).push(next.at - killed);
  }
  return [single, again];
}

function spread(values: number[]): string {
  if (values.length === 0) return 'none';
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)];
  return `median ${at(0.5)}, p90 ${at(0.9)}, longest ${at(1)}`;
}
