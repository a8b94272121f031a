import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allZones, localTimeOf, momentsOf, offsetName, ownZone } from './zoned-time.ts';

const utc = (moments: number[]) => moments.map((moment) => new Date(moment).toISOString().slice(0, 16));

describe('a local time', () => {
  for (const [zone, local, expected] of [
    ['Europe/Berlin', '2026-01-15T10:00', ['2026-01-15T09:00']],
    ['Europe/Berlin', '2026-07-15T10:00', ['2026-07-15T08:00']],
    // 29 March 2026: from 2 to 3 o'clock. 25 October: from 3 back to 2.
    ['Europe/Berlin', '2026-03-29T01:59', ['2026-03-29T00:59']],
    ['Europe/Berlin', '2026-03-29T02:00', []],
    ['Europe/Berlin', '2026-03-29T02:30', []],
    ['Europe/Berlin', '2026-03-29T03:00', ['2026-03-29T01:00']],
    ['Europe/Berlin', '2026-10-25T01:59', ['2026-10-24T23:59']],
    ['Europe/Berlin', '2026-10-25T02:00', ['2026-10-25T00:00', '2026-10-25T01:00']],
    ['Europe/Berlin', '2026-10-25T02:59', ['2026-10-25T00:59', '2026-10-25T01:59']],
    ['Europe/Berlin', '2026-10-25T03:00', ['2026-10-25T02:00']],
    // 8 March and 1 November 2026.
    ['America/New_York', '2026-03-08T01:59', ['2026-03-08T06:59']],
    ['America/New_York', '2026-03-08T02:30', []],
    ['America/New_York', '2026-03-08T03:00', ['2026-03-08T07:00']],
    ['America/New_York', '2026-11-01T00:59', ['2026-11-01T04:59']],
    ['America/New_York', '2026-11-01T01:30', ['2026-11-01T05:30', '2026-11-01T06:30']],
    ['America/New_York', '2026-11-01T02:00', ['2026-11-01T07:00']],
    // Half an hour, three quarters, and a day that was left out.
    ['Australia/Lord_Howe', '2026-04-05T01:45', ['2026-04-04T14:45', '2026-04-04T15:15']],
    ['Asia/Kathmandu', '2026-05-01T00:00', ['2026-04-30T18:15']],
    ['Pacific/Apia', '2011-12-30T12:00', []],
    ['UTC', '2026-03-29T02:30', ['2026-03-29T02:30']],
    ['UTC', 'no time', []],
    ['UTC', '', []],
  ] as const) {
    test(`${local} in ${zone} is ${expected.length === 0 ? 'never' : expected.join(' or ')}`, () => {
      assert.deepEqual(utc(momentsOf(local, zone)), expected);
    });
  }

  test('of any moment leads back to it', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Tehran',
    ];
    const minutes = fc.integer({ min: Date.UTC(2000) / 60_000, max: Date.UTC(2100) / 60_000 });
    // Half of them near the changes of 2026.
    const nearChange = fc
      .tuple(
        fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2026-11-01T06:00Z'),
      )
      .chain(([change]) =>
        fc.integer({ min: -180, max: 180 }).map((offset) => Date.parse(change) / 60_000 + offset),
      );
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.oneof(minutes, nearChange), (zone, minute) => {
        const local = localTimeOf(minute * 60_000, zone);
        const moments = momentsOf(local, zone);
        assert.ok(moments.includes(minute * 60_000));
        for (const moment of moments) assert.equal(localTimeOf(moment, zone), local);
      }),
      { numRuns: 500 },
    );
  });
});

test('offsets are named as people say them', () => {
  const summer = Date.parse('2026-07-01T00:00Z');
  assert.equal(offsetName(summer, 'Europe/Berlin'), 'UTC+2');
  assert.equal(offsetName(summer, 'America/St_Johns'), 'UTC−2:30');
  assert.equal(offsetName(summer, 'UTC'), 'UTC');
});

test('one’s own zone is one of all', () => {
  assert.ok(allZones().includes(ownZone()));
  assert.ok(allZones().includes('Europe/Berlin'));
});
