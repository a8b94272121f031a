import assert from 'node:assert/strict';
import type { Submission, Verdict } from '@gavel/contract';
import { type TestGavel, until } from '@gavel/test-support';

const PROBLEM = 'lighthouse-log';
const TESTS = 14;
const COINS = 10;
export const RIGHT = 'a, b, k = map(int, input().split())\nprint(b // k - (a - 1) // k)';
/** Ends with its first test. */
export const WRONG = 'print(-1)';
/** Long enough to be met in the middle, with time to spare on a busy machine. */
export const slowly = (source: string, seconds = 0.3) => `import time\ntime.sleep(${seconds})\n${source}`;

/** Somebody who submits, and knows what each submission must end with. */
export class Author {
  readonly #token: string;
  readonly #due = new Map<string, Verdict>();
  /** Another one on the same data after a restart. */
  gavel: TestGavel;

  private constructor(gavel: TestGavel, token: string) {
    this.gavel = gavel;
    this.#token = token;
  }

  static async join(gavel: TestGavel, handle: string): Promise<Author> {
    const { status, body } = await gavel.call('POST', '/api/v1/users', { handle });
    assert.equal(status, 201, JSON.stringify(body));
    return new Author(gavel, (body as { token: string }).token);
  }

  async submit(source: string, due: Verdict = 'AC'): Promise<string> {
    const { status, body } = await this.trySubmit(source);
    assert.equal(status, 201, JSON.stringify(body));
    const { id } = body as Submission;
    this.#due.set(id, due);
    return id;
  }

  trySubmit(source: string) {
    const request = { problem: PROBLEM, language: 'python', source };
    return this.gavel.call('POST', '/api/v1/submissions', request, this.#token);
  }

  async read(id: string, wait = 0): Promise<Submission> {
    return (await this.#get(`/api/v1/submissions/${id}?wait=${wait}`)) as Submission;
  }

  /** How many of this author's submissions are in this state. */
  async count(state: Submission['state']): Promise<number> {
    const all = await Promise.all([...this.#due.keys()].map((id) => this.read(id)));
    return all.filter((each) => each.state === state).length;
  }

  async final(id: string): Promise<Submission> {
    return until(
      `submission ${id} is final`,
      async () => {
        const submission = await this.read(id, 10);
        return submission.state === 'done' && submission;
      },
      90_000,
    );
  }

  /** Each submission has its one verdict, with one set of tests, and there is one reward: whatever happened on the way. */
  async assertEachJudgedOnce(): Promise<void> {
    for (const [id, due] of this.#due) {
      const submission = await this.final(id);
      assert.equal(submission.verdict, due, JSON.stringify(submission));
      const tests = submission.tests ?? [];
      // A wrong answer is the last that is tried.
      assert.equal(due === 'AC' ? tests.length : (tests.at(-1)?.verdict ?? null), due === 'AC' ? TESTS : due);
      assert.deepEqual(
        tests.map(({ index }) => index),
        Array.from(tests, (_, index) => index + 1),
      );
    }
    const { items } = (await this.#get('/api/v1/submissions')) as { items: Submission[] };
    assert.deepEqual(items.map(({ id }) => id).toSorted(), [...this.#due.keys()].toSorted());
    const rewarded = [...this.#due.values()].includes('AC');
    assert.equal(((await this.#get('/api/v1/me')) as { coins: number }).coins, rewarded ? COINS : 0);
  }

  async #get(path: string): Promise<unknown> {
    return (await this.gavel.call('GET', path, undefined, this.#token)).body;
  }
}

/** How many submissions of all of them are in this state. */
export async function countOf(authors: readonly Author[], state: Submission['state']): Promise<number> {
  const counts = await Promise.all(authors.map((author) => author.count(state)));
  return counts.reduce((sum, each) => sum + each);
}
