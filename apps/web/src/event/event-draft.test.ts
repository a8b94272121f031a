import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventDetail } from '@gavel/contract';
import { draftOf, type EventDraft, emptyDraft, toEvent } from './event-draft.ts';

const draft: EventDraft = {
  ...emptyDraft('Europe/Berlin'),
  title: 'Cup',
  starts: { text: '2026-03-29T01:30', later: false },
  ends: { text: '2026-03-29T06:30', later: false },
  freeze: '60',
  problems: ['a', 'b'],
};

const sent = (changes: Partial<EventDraft>) => toEvent({ ...draft, ...changes });
const at = (text: string, later = false) => ({ text, later });

test('an event over the night of the change is an hour shorter than clocks say', () => {
  const made = sent({});
  assert.ok('event' in made);
  assert.deepEqual(
    [made.event.startsAt, made.event.endsAt, made.event.freezeMinutes],
    ['2026-03-29T00:30:00.000Z', '2026-03-29T04:30:00.000Z', 60],
  );
});

test('of a time that comes twice the one that was chosen is sent', () => {
  for (const [later, utc] of [
    [false, '2026-10-25T00:30:00.000Z'],
    [true, '2026-10-25T01:30:00.000Z'],
  ] as const) {
    const made = sent({ starts: at('2026-10-25T02:30', later), ends: at('2026-10-25T08:00') });
    assert.ok('event' in made);
    assert.equal(made.event.startsAt, utc);
  }
});

for (const [what, changes] of [
  ['a time that is left out of the year', { starts: at('2026-03-29T02:30') }],
  ['no time', { ends: at('') }],
  ['an end before the start', { ends: at('2026-03-29T01:00') }],
  ['a freeze before the start', { freeze: '241' }],
  ['no problem', { problems: [] }],
] as const) {
  test(`${what} is told, and not sent`, () => assert.ok('problem' in sent(changes)));
}

test('that start and end are one moment is told as that', () => {
  assert.deepEqual(sent({ ends: draft.starts }), { problem: 'The event ends in the moment it begins.' });
});

test('an event that is opened and saved is the same', () => {
  for (const startsAt of ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']) {
    const event = {
      ...{ title: 'Cup', description: '', visibility: 'public', scoring: 'points', freezeMinutes: null },
      ...{ startsAt, endsAt: '2026-10-25T12:00:00.000Z', problems: ['a'] },
    } as const;
    const opened = draftOf({ ...event, problems: ['a'] } as unknown as EventDetail, 'Europe/Berlin');
    assert.deepEqual(toEvent(opened), { event });
  }
});
