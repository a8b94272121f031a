import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LiveEvent } from '@gavel/contract';
import { ADMIN_TOKEN, call, newUser, putSum, startTestApi } from '../api/fixture.ts';
import { gavel as gavelOn } from './fixture.ts';

const api = await startTestApi();
after(api.close);
before(() => putSum(api));

const gavel = (...args: string[]) => gavelOn(api, 'queue', ...args);

async function json(...args: string[]) {
  const { code, out, err } = await gavel(...args, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

async function submit(token: string): Promise<string> {
  const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
  return (await call(api, token, 'POST /api/v1/submissions', solution)).body.id;
}

/** Resolves when an event of this type is published on a channel. */
function heard(channel: string, type: LiveEvent['type']): Promise<void> {
  return new Promise((resolve) => {
    const subscription = api.hub.subscribe(
      channel,
      {
        start() {},
        message({ event }) {
          if (JSON.parse(event).type !== type) return;
          subscription.close();
          resolve();
        },
      },
      { epoch: '', offset: 0 },
    );
  });
}

describe('gavel queue', { concurrency: false }, () => {
  test('tells what waits, and lists it, for people and for programs', async () => {
    const { token, id: userId } = await newUser(api);
    const [first, second] = [await submit(token), await submit(token)];
    const stats = await json('stats');
    assert.deepEqual([stats.waiting, stats.perClass.practice], [2, 2]);
    assert.match((await gavel('stats')).out, /^waiting +2 \(.*practice 2.*\)$/m);
    const ids = (await json('list', '--user', userId)).map((job: { id: string }) => job.id);
    assert.deepEqual(ids, [first, second]);
    assert.match((await gavel('list', '--limit', '1')).out, new RegExp(`^${first}  submission  practice`));
    assert.match((await gavel('list', '--state', 'dead')).out, /nothing is dead/);
  });

  test('pauses and resumes, one class or all', async () => {
    await json('pause', 'practice');
    assert.deepEqual((await json('stats')).paused, ['practice']);
    assert.deepEqual(await api.queue.take(10), []);
    await json('resume', 'practice');
    assert.deepEqual((await json('stats')).paused, []);
  });

  test('drain cancels what waits, in the record too', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    const solution = { language: 'cpp', source: 'int main(){}' };
    const run = (await call(api, token, 'POST /api/v1/runs', solution)).body.id;
    const told = Promise.all([
      heard(`submission:${id}`, 'submission.cancelled'),
      heard(`run:${run}`, 'run.finished'),
    ]);
    assert.deepEqual(await json('drain'), { cancelled: 4, kept: 0 });
    await told;
    assert.equal((await api.queue.stats()).waiting, 0);
    assert.equal((await call(api, token, `GET /api/v1/submissions/${id}`)).body.state, 'cancelled');
    assert.equal((await call(api, token, `GET /api/v1/runs/${run}`)).body.state, 'done');
    assert.equal((await gavel('drain')).out, 'cancelled 0\n');
  });

  test('shows what was given up, and puts it back', async () => {
    const { token } = await newUser(api);
    const [id, other] = [await submit(token), await submit(token)];
    const reason = 'its worker fell silent \x1b]0;3 times\x07\nmore';
    for (const job of await api.queue.take(10)) {
      await api.store.submissions.fail(job.id, job.attempt, reason);
      await api.queue.ack(job.id, job.attempt);
    }
    const dead = await json('dead');
    assert.deepEqual(
      dead.map((letter: { id: string; reason: string }) => [letter.id, letter.reason]),
      [other, id].map((each) => [each, reason]),
    );
    const printed = (await gavel('dead')).out.trimEnd().split('\n');
    assert.deepEqual(
      printed.map((line) => line.split('  ').at(-1)),
      ['its worker fell silent \ufffd]0;3 times\ufffd', 'its worker fell silent \ufffd]0;3 times\ufffd'],
    );
    assert.deepEqual(await json('retry', id), { retried: [id] });
    const { body } = await call(api, ADMIN_TOKEN, `GET /api/v1/submissions/${id}`);
    assert.deepEqual([body.state, body.verdict], ['queued', null]);
    assert.deepEqual(await json('retry', '--all'), { retried: [other] });
    assert.deepEqual(await api.queue.has([id, other]), [true, true]);
    const again = await gavel('retry', id);
    assert.deepEqual([again.code, again.err], [1, 'gavel: the others have not ended as judge error\n']);
    const unknown = await gavel('retry', 'nonsense');
    assert.deepEqual([unknown.code, unknown.err], [again.code, again.err]);
  });

  test('drain says what it leaves: a verdict that is judged again', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    await api.queue.cancel(id);
    const { attempt } = (await api.store.submissions.start(id, 1)) ?? {};
    assert.ok(attempt);
    await api.store.submissions.finish(id, 1, {
      ...{ verdict: 'WA', score: 0, cpuMs: 1, memoryKiB: 1, compile: null, tests: [], phases: {} },
    });
    await call(api, ADMIN_TOKEN, `POST /api/v1/submissions/${id}/rejudge`);
    const { out } = await gavel('drain');
    assert.match(out, /; 1 had a verdict before and go on being judged again\n$/);
  });

  test('says in one line what is wrong', async () => {
    const unknown = await gavel('pause', 'nonsense');
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /^gavel: class nonsense is not one of event, practice, rejudge\n$/);
    const nowhere = { database: api.database, redis: { ...api.redis, url: 'redis://127.0.0.1:1' } };
    const away = await gavelOn(nowhere, 'queue', 'stats');
    assert.match(away.err, /^gavel: Redis does not answer: try again when it is back\n$/);
  });
});
