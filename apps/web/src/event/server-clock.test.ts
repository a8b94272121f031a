import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from './server-clock.ts';

const date = (at: number) => new Date(Math.floor(at / 1_000) * 1_000).toUTCString();

test('without an answer, and by answers without a date, it is the clock of the device', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 5_000_000 });
  const clock = new ServerClock();
  clock.note(null, 0, 1);
  clock.note('yesterday', 0, 1);
  assert.equal(clock.now(), 5_000_000);
});

test('answers narrow it down, whatever the device says', (t) => {
  const device = 5_000_000;
  const ahead = 3_600_250;
  t.mock.timers.enable({ apis: ['Date'], now: device });
  const clock = new ServerClock();
  for (const later of [0, 337, 691, 950, 1_210, 1_490]) {
    const sent = device + later;
    clock.note(date(sent + 10 + ahead), sent, sent + 20);
  }
  assert.ok(Math.abs(clock.now() - device - ahead) < 150, String(clock.now() - device - ahead));
});

test('a device whose clock is set begins anew', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 10_000 });
  const clock = new ServerClock();
  clock.note(date(1_000_000), 10_000, 10_010);
  t.mock.timers.setTime(999_500);
  clock.note(date(1_000_000), 999_500, 999_510);
  assert.ok(Math.abs(clock.now() - 1_000_000) < 1_000);
});
