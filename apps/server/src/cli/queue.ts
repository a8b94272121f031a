import { Id, Job } from '@gavel/contract';
import { type JobState, type ListedJob, Queue } from '@gavel/queue';
import { openStore, type Store } from '@gavel/store';
import { addressOf } from '../addresses.ts';
import { cancelSubmission } from '../cancel-submission.ts';
import { endedEvents } from '../ended-events.ts';
import { GavelError } from '../errors.ts';
import { inPages } from '../in-pages.ts';
import { QUEUE_NAME } from '../job.ts';
import { queueAgain } from '../queue-again.ts';
import type { Resources } from '../resources.ts';
import type { Settings } from '../settings.ts';
import { tell } from '../tell.ts';
import { explain, withResources } from './with-resources.ts';

interface Output {
  readonly json?: boolean;
}

interface ListOptions extends Output {
  readonly state: JobState;
  readonly class?: string;
  readonly user?: string;
  readonly limit: number;
}

const PAGE = 100;

/** What `gavel queue` does. Every command prints lines for people, or one JSON value. */
export class QueueTool {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async stats({ json }: Output): Promise<void> {
    const stats = await this.#withQueue((queue) => queue.stats());
    const { waiting, delayed, running, dead, perClass, paused, workers, ratePerMinute } = stats;
    const classes = Object.entries(perClass).map(([name, depth]) => `${name} ${depth}`);
    print(json, stats, [
      `waiting    ${waiting} (${classes.join(', ')}; ${delayed} for another try)`,
      `running    ${running} on ${workers.length} workers`,
      `dead       ${dead} jobs given up (all judge errors: gavel queue dead)`,
      `paused     ${paused.length > 0 ? paused.join(', ') : 'nothing'}`,
      `a minute   ${ratePerMinute}`,
      ...workers.map(({ id, slots, running: busy }) => `worker     ${id}: ${busy} of ${slots} slots`),
    ]);
  }

  async list({ json, state, user, limit, class: jobClass }: ListOptions): Promise<void> {
    const { jobs } = await this.#withQueue((queue) =>
      queue.list({
        state,
        count: limit,
        ...(jobClass && { class: jobClass }),
        ...(user && { tenant: user }),
      }),
    );
    print(json, jobs, jobs.length > 0 ? jobs.map(line) : [`nothing is ${state}`]);
  }

  async pause(jobClass: string | undefined, { json }: Output): Promise<void> {
    await this.#withQueue((queue) => queue.pause(jobClass));
    print(json, { paused: jobClass ?? 'all' }, [`paused: ${jobClass ?? 'every class'}`]);
  }

  async resume(jobClass: string | undefined, { json }: Output): Promise<void> {
    await this.#withQueue((queue) => queue.resume(jobClass));
    print(json, { resumed: jobClass ?? 'all' }, [`resumed: ${jobClass ?? 'every class'}`]);
  }

  /** By the record: a job whose row still waits would only be put back. */
  async drain(jobClass: string | undefined, { json }: Output): Promise<void> {
    const { cancelled, kept } = await withResources(this.#settings, async (all) => {
      const tried = new Set<string>();
      let [cancelled, kept] = [0, 0];
      // What workers take meanwhile shifts the pages: it is over when a look finds nothing new.
      for (;;) {
        const found = (await waitingJobs(all.queue, jobClass)).filter(({ id }) => !tried.has(id));
        if (found.length === 0) return { cancelled, kept };
        await inPages(found, async (job) => {
          tried.add(job.id);
          const outcome = await cancel(all, job);
          if (outcome === 'cancelled') cancelled++;
          if (outcome === 'kept') kept++;
        });
      }
    });
    const rest = kept > 0 ? `; ${kept} had a verdict before and go on being judged again` : '';
    print(json, { cancelled, kept }, [`cancelled ${cancelled}${rest}`]);
  }

  /** Of a reason the first line: the rest may be a program's own words, at any length. */
  async dead({ json, limit }: Output & { limit: number }): Promise<void> {
    const letters = await this.#withStore((store) => store.submissions.judgeErrors(null, limit));
    const lines = letters.map(
      ({ id, problem, user, attempt, diedAt, reason }) =>
        `${id}  ${problem}  ${user.handle}  attempt ${attempt}  ${diedAt}  ${reason?.split('\n', 1)[0] ?? ''}`,
    );
    print(json, letters, lines.length > 0 ? lines : ['nothing ended as judge error']);
  }

  async retry(ids: readonly string[], { json, all: everything }: Output & { all?: boolean }): Promise<void> {
    if (ids.length === 0 && !everything) throw new GavelError('no-ids', 'name submissions, or say --all');
    const retried = await withResources(this.#settings, async (all) => {
      const { submissions, users } = all.store;
      const admin = await users.firstAdmin();
      if (!admin) throw new GavelError('no-admin', 'there is no admin yet: `gavel up` makes one');
      const done: string[] = [];
      for await (const id of everything ? allDead(all.store) : ids) {
        const row = Id.safeParse(id).success && (await submissions.requeue(id, admin.id, 'JE'));
        if (!row) continue;
        await queueAgain(all, row);
        done.push(id);
      }
      return done;
    });
    print(json, { retried }, [`put back ${retried.length}`, ...retried]);
    if (!everything && retried.length < ids.length) {
      throw new GavelError('not-dead', 'the others have not ended as judge error');
    }
  }

  /** For what needs no Postgres. */
  async #withQueue<T>(work: (queue: Queue) => Promise<T>): Promise<T> {
    const queue = new Queue({ url: addressOf(this.#settings, 'redisUrl'), name: QUEUE_NAME });
    try {
      return await work(queue).catch(explain);
    } finally {
      queue.close();
    }
  }

  async #withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = openStore(addressOf(this.#settings, 'databaseUrl'));
    try {
      return await work(store).catch(explain);
    } finally {
      await store.close();
    }
  }
}

async function waitingJobs(queue: Queue, jobClass: string | undefined): Promise<ListedJob[]> {
  const jobs: ListedJob[] = [];
  for (const state of ['waiting', 'delayed'] as const) {
    let cursor: number | null = 0;
    while (cursor !== null) {
      const page = await queue.list({ state, cursor, count: PAGE, ...(jobClass && { class: jobClass }) });
      jobs.push(...page.jobs);
      cursor = page.cursor;
    }
  }
  return jobs;
}

/** `kept`: it had a verdict once. */
async function cancel(
  all: Resources,
  { id, payload, attempt }: ListedJob,
): Promise<'cancelled' | 'kept' | 'ended'> {
  const { kind } = Job.parse(JSON.parse(payload));
  if (kind === 'judging') return 'kept';
  if (kind === 'submission') {
    const state = await cancelSubmission(all, id);
    if (state === 'cancelled') return 'cancelled';
    return state === 'queued' || state === 'running' ? 'kept' : 'ended';
  }
  if (!(await all.store.runs.fail(id, attempt, 'an admin has emptied the queue: run it again')))
    return 'ended';
  await all.queue.cancel(id);
  await tell(all, await endedEvents(all.store, 'run', id));
  return 'cancelled';
}

async function* allDead(store: Store): AsyncGenerator<string> {
  let before: string | null = null;
  for (;;) {
    const page = await store.submissions.judgeErrors(before, PAGE);
    for (const { id } of page) yield id;
    const last = page.at(-1);
    if (!last) return;
    before = last.id;
  }
}

function line({ id, tenant, class: jobClass, payload, attempt, at, reason }: ListedJob): string {
  const { kind } = Job.parse(JSON.parse(payload));
  const when = at === null ? '' : `  ${at.toISOString()}`;
  return `${id}  ${kind}  ${jobClass}  user ${tenant}  attempt ${attempt}${when}  ${reason}`.trimEnd();
}

/** A reason may hold what a submission has written, which must not reach a terminal as an order. */
function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  const printable = lines.map((text) => text.replaceAll(/\p{Cc}/gu, '\ufffd'));
  console.log(json ? JSON.stringify(value, null, 2) : printable.join('\n'));
}
