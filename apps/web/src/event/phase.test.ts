import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPhase, formatLength, formatRemaining, isFrozen, nextChange, phaseOf } from './phase.ts';

const event = (startsAt: string, endsAt: string) => ({
  startsAt: `2026-11-23T${startsAt}:00.000Z`,
  endsAt: `2026-11-23T${endsAt}:00.000Z`,
});
const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);

test('an event begins with its start and is over at its end', () => {
  const one = event('10:00', '15:00');
  assert.equal(phaseOf(one, at('10:00') - 1), 'upcoming');
  assert.equal(phaseOf(one, at('10:00')), 'running');
  assert.equal(phaseOf(one, at('15:00') - 1), 'running');
  assert.equal(phaseOf(one, at('15:00')), 'over');
  assert.equal(nextChange(one, at('09:00')), at('10:00'));
  assert.equal(nextChange(one, at('11:00')), at('15:00'));
  assert.equal(nextChange(one, at('16:00')), null);
});

test('the list is told by what happens next', () => {
  const [a, b, c, d] = [
    event('10:00', '12:00'),
    event('09:00', '18:00'),
    event('13:00', '14:00'),
    event('08:00', '09:00'),
  ];
  const lists = byPhase([c, b, a, d], at('11:00'));
  assert.deepEqual(lists, { running: [a, b], upcoming: [c], over: [d] });
});

test('standings are frozen from the freeze to the reveal', () => {
  const freezeAt = '2026-11-23T14:00:00.000Z';
  assert.equal(isFrozen({ freezeAt, revealedAt: null }, at('13:59')), false);
  assert.equal(isFrozen({ freezeAt, revealedAt: null }, at('20:00')), true);
  assert.equal(isFrozen({ freezeAt, revealedAt: freezeAt }, at('20:00')), false);
  assert.equal(isFrozen({ freezeAt: null, revealedAt: null }, at('20:00')), false);
});

test('times are told in words that fit', () => {
  assert.equal(formatRemaining(1), '00:00:01');
  assert.equal(formatRemaining(-5_000), '00:00:00');
  assert.equal(formatRemaining(2 * 86_400_000 + 3 * 3_600_000 + 4 * 60_000 + 5_000), '2 d 03:04:05');
  assert.equal(formatLength(event('10:00', '15:00')), '5 h');
  assert.equal(formatLength(event('10:00', '11:30')), '1 h 30 min');
});
