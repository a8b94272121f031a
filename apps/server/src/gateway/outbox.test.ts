import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Outgoing } from './frames.ts';
import { Flushes, Outbox } from './outbox.ts';

const large = 'x'.repeat(70_000);

test('who is flushed early and has more to write in the same turn holds up nobody', async () => {
  const flushes = new Flushes();
  const written = new Map<string, string[]>();
  const open = (name: string) => {
    const texts: string[] = [];
    written.set(name, texts);
    const sink = {
      isFull: false,
      write: (first: Outgoing, more: readonly Outgoing[] | null) =>
        void texts.push(...[first, ...(more ?? [])].map(({ text }) => text)),
      overflow: () => assert.fail('nothing was too slow'),
    };
    return new Outbox(sink, flushes);
  };
  const [x, y, z] = [open('x'), open('y'), open('z')];
  for (const round of ['first', 'second']) {
    for (const [outbox, text] of [
      [x, round],
      [y, round],
      [x, large],
      [x, 'more'],
      [z, round],
    ] as const) {
      outbox.add(new Outgoing(text));
    }
    await turn();
    assert.deepEqual(written.get('x')?.splice(0), [round, large, 'more']);
    for (const name of ['y', 'z']) assert.deepEqual(written.get(name)?.splice(0), [round]);
  }
});
