/** `stream.ts REDIS_URL`: a process that publishes at a steady rate. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Kind } from './clients.ts';
import { cpuMs, greet, takeOrders } from './orders.ts';
import { openPublishers, type Publish } from './publishers.ts';
import { stampedEvent } from './wire.ts';

/** `forgetful`: to ours, without the script that counts and keeps each message. */
export type Way = Kind | 'forgetful';

export interface Flow {
  readonly to: 'all' | 'users';
  /** Messages a second. */
  readonly rate: number;
  readonly bytes?: number;
}

export type StreamOrder = { op: 'begin'; way: Way; users: number; flows: Flow[] } | { op: 'end' };

export interface Streamed {
  /** Messages of each flow. */
  readonly sent: number[];
  readonly ms: number;
  readonly cpuMs: number;
}

const SLICE_MS = 5;

const publishers = await openPublishers(process.argv[2] as string);
const forgetful = await publishers.openForgetful();

let isRunning = false;
let ended: Promise<Streamed> | undefined;

/** Until it is told to end. What was not answered then is waited for. */
async function run(publish: Publish, users: number, flows: readonly Flow[]): Promise<Streamed> {
  const cpuBefore = cpuMs();
  const startedAt = performance.now();
  const sent = flows.map(() => 0);
  const failed: Error[] = [];
  let underWay = 0;
  const publishTo = (to: number | 'all', bytes?: number) => {
    underWay++;
    publish(to, stampedEvent(bytes))
      .catch((error: Error) => failed.push(error))
      .finally(() => underWay--);
  };
  while (isRunning) {
    for (const [i, { to, rate, bytes }] of flows.entries()) {
      const due = ((performance.now() - startedAt) / 1_000) * rate;
      for (let n = sent[i] as number; n < due; n++) {
        publishTo(to === 'all' ? 'all' : n % users, bytes);
        sent[i] = n + 1;
      }
    }
    await delay(SLICE_MS);
  }
  const ms = performance.now() - startedAt;
  while (underWay > 0) await delay(SLICE_MS);
  if (failed[0]) throw failed[0];
  return { sent, ms, cpuMs: cpuMs() - cpuBefore };
}

async function obey(order: StreamOrder): Promise<unknown> {
  if (order.op === 'begin') {
    const { way, users, flows } = order;
    if (way === 'forgetful') await forgetful.learn(users);
    isRunning = true;
    ended = run(way === 'forgetful' ? forgetful.publish : publishers.publish[way], users, flows);
    if (way === 'forgetful') ended = ended.then((streamed) => forgetful.tell(users).then(() => streamed));
    ended.catch(() => {});
    return null;
  }
  isRunning = false;
  return ended;
}

takeOrders(obey);
greet();
