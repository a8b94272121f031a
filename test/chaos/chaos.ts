import { openStore } from '@gavel/store';
import { until } from '@gavel/test-support';
import { within } from '../../apps/server/src/within.ts';
import { assertEachJudgedOnce, isQueueEmpty } from './count.ts';
import { type Deployment, deploy, type Size } from './deployment.ts';
import { breakThings, type Fault } from './faults.ts';
import { Random } from './random.ts';
import { User } from './user.ts';

export interface Plan extends Size {
  readonly seed: number;
  readonly users: number;
  /** For how long things break. */
  readonly milliseconds: number;
  /** From one fault to the next: shorter than a start of a worker takes, and nothing is ever judged. */
  readonly betweenMs: readonly [number, number];
  /** In which all that was accepted must be judged once all is whole again. */
  readonly settleMs: number;
}

export interface Outcome {
  readonly faults: readonly Fault[];
  readonly submissions: number;
  /** How often a page had to read the state again, since messages might have been missed. */
  readonly resets: number;
  /** From the last repair to the last verdict on every page. */
  readonly settledMs: number;
}

/** Load, faults, then the count. @throws an error that tells what was lost, doubled or wrong, and where the logs are. */
export async function chaos(plan: Plan): Promise<Outcome> {
  const deployment = await deploy(plan);
  const faults: Fault[] = [];
  let failed = true;
  try {
    const outcome = await attack(deployment, plan, faults);
    failed = false;
    return outcome;
  } catch (cause) {
    const story = faults.map(({ at, target, way }) => `${at} ms: ${target} ${way}`).join('\n');
    throw new Error(`seed ${plan.seed}, logs in ${deployment.logPath}\n${story}`, { cause });
  } finally {
    await deployment.stop({ keepLogs: failed });
  }
}

async function attack(deployment: Deployment, plan: Plan, faults: Fault[]): Promise<Outcome> {
  const users = await newUsers(deployment, plan);
  const over = new AbortController();
  const random = new Random(plan.seed);
  const breaking = breakThings(deployment, random, plan, faults, over.signal);
  try {
    const load = Promise.all(users.map((user) => user.submitUntil(over.signal)));
    // The load ends early only by failing.
    await Promise.race([breaking, load]);
    over.abort();
    const whole = Date.now();
    await within(plan.settleMs, load);
    const seen = () => users.every((user) => user.open === 0);
    // Who did not see it in time is named by the count.
    await until('every verdict is seen', seen, plan.settleMs).catch(() => {});
    const settledMs = Date.now() - whole;
    await until('the queue is empty', () => isQueueEmpty(deployment.redis.url)).catch(() => {});
    await assertEachJudgedOnce(deployment, users);
    const sum = (of: (user: User) => number) => users.reduce((total, user) => total + of(user), 0);
    return {
      ...{ faults, settledMs },
      submissions: sum((user) => user.accepted.size),
      resets: sum((user) => user.resets),
    };
  } finally {
    over.abort();
    for (const user of users) user.close();
    await breaking;
  }
}

async function newUsers(deployment: Deployment, { users, seed }: Plan): Promise<User[]> {
  const store = openStore(deployment.postgres.url);
  try {
    return await Promise.all(
      Array.from({ length: users }, async (_, index) => {
        const handle = `user${index}`;
        const account = { handle, email: `${handle}@x.test`, role: 'user', passwordHash: null } as const;
        const { id } = await store.users.create(account);
        const { token } = await store.tokens.create(id, 'chaos');
        return new User({ id, token }, deployment, new Random(seed + index + 1));
      }),
    );
  } finally {
    await store.close();
  }
}
