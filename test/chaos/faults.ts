import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from './deployment.ts';
import type { Random } from './random.ts';
import type { RoleProcess } from './role-process.ts';

/** Something that can break, and the ways it does. Each way ends with it whole again. */
interface Target {
  readonly name: string;
  readonly ways: Readonly<Record<string, () => Promise<void>>>;
}

export interface Fault {
  readonly at: number;
  readonly target: string;
  readonly way: string;
}

/** Milliseconds. A freeze may be shorter or longer than a lease. */
const AWAY = [50, 3_000] as const;
const FROZEN = [100, 5_000] as const;

/**
 * Breaks one thing after the other at random, often several at a time, never the same one twice at once. Resolves when
 * the time is over and all is whole again. `faults` grows by what was done.
 */
export async function breakThings(
  deployment: Deployment,
  random: Random,
  { milliseconds, betweenMs }: { milliseconds: number; betweenMs: readonly [number, number] },
  faults: Fault[],
  over: AbortSignal,
): Promise<void> {
  const began = Date.now();
  const targets = targetsOf(deployment, random);
  const broken = new Map<Target, Promise<void>>();
  while (Date.now() - began < milliseconds && !over.aborted) {
    await delay(random.between(...betweenMs));
    const target = random.pick(targets.filter((each) => !broken.has(each)));
    const way = random.pick(Object.keys(target.ways));
    faults.push({ at: Date.now() - began, target: target.name, way });
    const healed = target.ways[way]?.() ?? Promise.resolve();
    broken.set(
      target,
      healed.finally(() => broken.delete(target)),
    );
    if (targets.every((each) => broken.has(each))) await Promise.race(broken.values());
  }
  await Promise.all(broken.values());
}

function targetsOf(deployment: Deployment, random: Random): Target[] {
  const workers = deployment.roles.filter(({ role }) => role === 'worker');
  const others = deployment.roles
    .filter(({ role }) => role !== 'worker')
    .map((role) => roleTarget(role, random));
  const fallen = workers.map((role) => roleTarget(role, random));
  // Workers fall twice as often as others.
  return [
    ...others,
    ...fallen,
    ...fallen,
    redisTarget(deployment, random),
    postgresTarget(deployment, random),
  ];
}

function roleTarget(role: RoleProcess, random: Random): Target {
  const restart = async (signal: 'SIGKILL' | 'SIGTERM', awayMs: number) => {
    await role.end(signal);
    await delay(awayMs);
    await role.start();
  };
  return {
    name: role.name,
    ways: {
      killed: () => restart('SIGKILL', random.between(...AWAY)),
      'stopped and started': () => restart('SIGTERM', 0),
      async frozen() {
        role.signal('SIGSTOP');
        await delay(random.between(...FROZEN));
        role.signal('SIGCONT');
      },
    },
  };
}

function redisTarget({ redis }: Deployment, random: Random): Target {
  return {
    name: 'Redis',
    ways: {
      async 'killed, data kept'() {
        await redis.kill();
        await delay(random.between(...AWAY));
        await redis.start();
      },
      emptied: () => redis.flush(),
      async frozen() {
        process.kill(redis.pid, 'SIGSTOP');
        await delay(random.between(...FROZEN));
        process.kill(redis.pid, 'SIGCONT');
      },
    },
  };
}

function postgresTarget({ postgres }: Deployment, random: Random): Target {
  const restart = async (how: 'crash' | 'stop') => {
    await postgres.end(how);
    await delay(random.between(...AWAY));
    await postgres.start();
  };
  return {
    name: 'Postgres',
    ways: {
      crashed: () => restart('crash'),
      'stopped and started': () => restart('stop'),
      async frozen() {
        postgres.signal('SIGSTOP');
        await delay(random.between(...FROZEN));
        postgres.signal('SIGCONT');
      },
    },
  };
}
