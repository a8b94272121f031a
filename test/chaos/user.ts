import { setTimeout as delay } from 'node:timers/promises';
import type { LiveEvent, Submission, Verdict } from '@gavel/contract';
import { LiveClient } from '@gavel/live/client';
import type { Deployment } from './deployment.ts';
import type { Random } from './random.ts';

const PROBLEM = 'lighthouse-log';
const RIGHT = 'a, b, k = map(int, input().split())\nprint(b // k - (a - 1) // k)';
const PROGRAMS: readonly { language: string; source: string; verdict: Verdict }[] = [
  { language: 'python', source: RIGHT, verdict: 'AC' },
  { language: 'python', source: `import time\ntime.sleep(0.05)\n${RIGHT}`, verdict: 'AC' },
  { language: 'python', source: 'print(-1)', verdict: 'WA' },
  { language: 'python', source: 'raise SystemExit(3)', verdict: 'RTE' },
  { language: 'cpp', source: 'int main() { return nothing; }', verdict: 'CE' },
];
/** A user waits for a verdict before a further submission: the load follows what is judged. */
const OPEN = 3;
const ANSWER_MS = 5_000;

/** Of submissions: how many are cancelled at once, and how often an admin has an earlier one judged again. */
const CANCELLED = 0.1;
const REJUDGED = 0.1;

interface Request {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Refusals that are fine. */
  readonly accept?: readonly number[];
  readonly token?: string;
}

/** Somebody who submits through any api and watches through one gateway, through whatever breaks. */
export class User {
  /** By id: what its verdict must be. Of every submission that was answered with 201. */
  readonly accepted = new Map<string, Verdict>();
  /** By id: the verdict as live messages have told it, or HTTP where they may have been missed. */
  readonly seen = new Map<string, Verdict | 'cancelled'>();
  /** Those that a cancel was asked for: they may end without a verdict. */
  readonly cancelled = new Set<string>();
  /** How often messages may have been missed, and the state was read. */
  resets = 0;
  readonly id: string;
  readonly #token: string;
  readonly #deployment: Deployment;
  readonly #random: Random;
  readonly #live: LiveClient<LiveEvent>;
  /** How many messages came about each: an answer that was asked for before the last one is out of date. */
  readonly #heard = new Map<string, number>();
  readonly #ending = new AbortController();
  #reading: Promise<void> = Promise.resolve();
  #sent = 0;

  constructor(account: { id: string; token: string }, deployment: Deployment, random: Random) {
    this.id = account.id;
    this.#token = account.token;
    this.#deployment = deployment;
    this.#random = random;
    const gateway = random.pick(deployment.gatewayUrls);
    this.#live = new LiveClient({ url: `${gateway}/live`, token: account.token });
    this.#live.subscribe('user:me', {
      onEvent: (event) => {
        if ('id' in event) this.#heard.set(event.id, (this.#heard.get(event.id) ?? 0) + 1);
        if (event.type === 'submission.finished') this.seen.set(event.id, event.verdict);
        if (event.type === 'submission.cancelled') this.seen.set(event.id, 'cancelled');
        if (event.type === 'submission.queued' && event.attempt) this.seen.delete(event.id);
      },
      onReset: () => {
        this.resets += 1;
        this.#reading = this.#reading.then(() => this.#readAll());
      },
    });
  }

  get open(): number {
    return [...this.accepted.keys()].filter((id) => !this.seen.has(id)).length;
  }

  /** Submits until the signal; what is under way then is carried through. */
  async submitUntil(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await delay(this.#random.between(50, 800));
      if (this.open >= OPEN) continue;
      const id = await this.#submit();
      if (this.#random.chance(CANCELLED)) await this.#cancel(id);
      const judged = [...this.seen.keys()].filter((each) => !this.cancelled.has(each));
      if (judged.length > 0 && this.#random.chance(REJUDGED)) await this.#rejudge(this.#random.pick(judged));
    }
  }

  close(): void {
    this.#ending.abort();
    this.#live.close();
  }

  async #submit(): Promise<string> {
    const { verdict, ...program } = this.#random.pick(PROGRAMS);
    this.#sent += 1;
    // The key makes a request that is sent again, since its answer was lost, one submission.
    const headers = { 'idempotency-key': `submission ${this.#sent}` };
    const body = { problem: PROBLEM, ...program };
    const submission = await this.#call<Submission>('POST', '/api/v1/submissions', { body, headers });
    this.accepted.set(submission.id, verdict);
    return submission.id;
  }

  async #cancel(id: string): Promise<void> {
    this.cancelled.add(id);
    // Refused where it was judged already.
    await this.#call('POST', `/api/v1/submissions/${id}/cancel`, { accept: [409] });
  }

  async #rejudge(id: string): Promise<void> {
    const token = this.#deployment.adminToken;
    // Refused where an earlier call, whose answer was lost, has put it into the queue.
    await this.#call('POST', `/api/v1/submissions/${id}/rejudge`, { accept: [409], token });
  }

  async #readAll(): Promise<void> {
    for (const id of this.accepted.keys()) {
      if (this.#ending.signal.aborted) return;
      const heard = this.#heard.get(id);
      const { state, verdict } = await this.#call<Submission>('GET', `/api/v1/submissions/${id}`);
      if (this.#heard.get(id) !== heard) continue;
      if (verdict) this.seen.set(id, verdict);
      else if (state === 'cancelled') this.seen.set(id, 'cancelled');
      else this.seen.delete(id);
    }
  }

  /** Asks any api until one answers. */
  async #call<T>(method: string, path: string, request: Request = {}): Promise<T> {
    const { body, headers = {}, accept = [], token = this.#token } = request;
    for (;;) {
      const url = this.#random.pick(this.#deployment.apiUrls) + path;
      try {
        const response = await fetch(url, {
          method,
          headers: {
            ...headers,
            authorization: `Bearer ${token}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          signal: AbortSignal.timeout(ANSWER_MS),
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        if (response.ok || accept.includes(response.status)) return (await response.json()) as T;
        const text = await response.text();
        if (response.status !== 503 && response.status !== 429) {
          throw new Unexpected(`${method} ${path} was answered by ${response.status} ${text}`);
        }
      } catch (error) {
        if (error instanceof Unexpected || this.#ending.signal.aborted) throw error;
      }
      await delay(200);
    }
  }
}

/** Neither an answer that was hoped for nor one that says to try again. */
class Unexpected extends Error {}
