import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelName, ClientFrame, LiveEvent } from './live.ts';
import { NewRun } from './run.ts';
import { NewSubmission } from './submission.ts';

const ID = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';

test('channels are those of the public contract and no others', () => {
  for (const name of [
    'all',
    'admin',
    'user:me',
    `user:${ID}`,
    `submission:${ID}`,
    `event:${ID}`,
    `run:${ID}`,
  ]) {
    assert.ok(ChannelName.safeParse(name).success, name);
  }
  const noId = [`submission:${'a'.repeat(36)}`, `event:${'-'.repeat(36)}`, `run:${ID}0`, `user:${ID}\n`];
  for (const name of ['', 'user:', 'user:you', 'submission:*', `queue:${ID}`, ` all`, 'all\n', ...noId]) {
    assert.ok(!ChannelName.safeParse(name).success, name);
  }
});

test('frames and events need their fields', () => {
  assert.ok(
    ClientFrame.safeParse({ op: 'subscribe', channel: 'all', since: { epoch: 'e', offset: 0 } }).success,
  );
  assert.ok(
    !ClientFrame.safeParse({ op: 'subscribe', channel: 'all', since: { epoch: 'e', offset: -1 } }).success,
  );
  assert.ok(!ClientFrame.safeParse({ op: 'publish', channel: 'all' }).success);
  assert.ok(LiveEvent.safeParse({ type: 'submission.queued', id: ID, position: null }).success);
  assert.ok(!LiveEvent.safeParse({ type: 'submission.test', id: ID, index: 1, verdict: 'AC' }).success);
});

test('a source is text of at most 256 KiB, counted in bytes', () => {
  const submission = (source: string) =>
    NewSubmission.safeParse({ problem: 'a', language: 'c', source }).success;
  assert.ok(submission('é'.repeat(128 * 1024)));
  for (const source of ['', 'a\0b', '\ud800', `${'é'.repeat(128 * 1024)}a`]) assert.ok(!submission(source));
});

test('stdin may be empty or left out', () => {
  assert.equal(NewRun.parse({ language: 'c', source: 'x' }).stdin, '');
  assert.ok(!NewRun.safeParse({ language: 'c', source: 'x', stdin: '\0' }).success);
});
