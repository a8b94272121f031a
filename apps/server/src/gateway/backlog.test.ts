import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '@gavel/live';
import fc from 'fast-check';
import { Backlog } from './backlog.ts';
import { frame, outgoingMessage } from './frames.ts';

const idOf = (submission: number) => `019a2b3c-4d5e-7f60-8a1b-00000000000${submission}`;
const progress = (submission: number, index: number) => ({
  ...{ type: 'submission.test', id: idOf(submission), index },
});
const other = (coins: number) => ({ type: 'wallet.changed', coins });

/** What each replacement copies would be gigabytes by then. */
const COUNT = 100_000;

interface Frame {
  op: 'message' | 'subscribed';
  channel: string;
  offset: number;
  skipped?: number;
  event: { type: string; id?: string; index?: number; coins?: number };
}

/** Messages and `subscribed` frames of two channels, as a hub gives them, and moments at which the client reads one. */
const steps = fc.array(
  fc.record({
    channel: fc.constantFrom('user:me', 'all'),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('progress', 'other', 'take') },
      fc.constant('subscribed'),
    ),
    submission: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 60 },
);

describe('what waits for a slow client', () => {
  test('is in order, lacks only progress that newer progress replaces, and says how much', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const backlog = new Backlog();
        const at = new Map([...['user:me', 'all']].map((channel) => [channel, 0]));
        const read: Frame[] = [];
        const take = () => {
          const item = backlog.take();
          if (item) read.push(JSON.parse(item.text));
          return item !== undefined;
        };
        const added: { channel: string; offset: number; life: number; progressOf: number | null }[] = [];
        let life = 0;
        for (const [count, { channel, what, submission }] of script.entries()) {
          if (what === 'take') {
            take();
            continue;
          }
          if (what === 'subscribed') {
            life++;
            // A reader that asked anew may begin earlier than it was.
            const offset = Math.max(0, (at.get(channel) as number) - 2);
            at.set(channel, offset);
            backlog.add(frame({ op: 'subscribed', channel, epoch: 'E', offset, recovered: true }));
            continue;
          }
          const offset = (at.get(channel) as number) + 1;
          at.set(channel, offset);
          const isProgress = what === 'progress';
          added.push({ channel, offset, life, progressOf: isProgress ? submission : null });
          const event = JSON.stringify(isProgress ? progress(submission, count) : other(count));
          const message: Message = { channel, epoch: 'E', offset, event };
          backlog.add(outgoingMessage(message, channel));
        }
        while (take());
        assert.equal(backlog.bytes, 0);
        const position = new Map<string, number>([...at.keys()].map((channel) => [channel, 0]));
        for (const { op, channel, offset, skipped = 0 } of read) {
          if (op === 'message') assert.equal(offset, (position.get(channel) as number) + skipped + 1);
          position.set(channel, offset);
        }
        assert.deepEqual(position, at);
        const others = added.filter(({ progressOf }) => progressOf === null).length;
        assert.equal(read.filter(({ event }) => event?.type === 'wallet.changed').length, others);
      }),
      { numRuns: 500 },
    );
  });

  test('holds one progress message of a submission however many there were', () => {
    const backlog = new Backlog();
    for (let offset = 1; offset <= COUNT; offset++) {
      const event = JSON.stringify(progress((offset % 2) + 1, offset));
      backlog.add(outgoingMessage({ channel: 'c', epoch: 'E', offset, event }, 'c'));
    }
    assert.ok(backlog.bytes < 1_000);
    const [first, second, none] = [1, 2, 3].map(() => backlog.take()?.text);
    assert.equal(none, undefined);
    assert.deepEqual(
      [first, second].map((text) => {
        const { offset, skipped } = JSON.parse(text as string) as Frame;
        return [offset, skipped];
      }),
      [
        [COUNT - 1, COUNT - 2],
        [COUNT, undefined],
      ],
    );
  });
});
