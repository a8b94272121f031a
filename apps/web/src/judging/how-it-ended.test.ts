import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitName } from '@gavel/contract';
import { howItEnded } from './how-it-ended.ts';

const well = { limit: null, exitCode: 0, signal: null };
const killed = { limit: null, exitCode: null, signal: 'SIGKILL' };

test('how a program ended is told in plain words', () => {
  assert.equal(howItEnded({ ...killed, limit: 'cpu' }), 'CPU time limit');
  assert.equal(howItEnded({ ...killed, limit: 'wall' }), 'wall time limit (it waited or slept)');
  assert.equal(howItEnded({ ...well, exitCode: 1, limit: 'processes' }), 'too many processes');
  assert.equal(howItEnded({ ...killed, signal: 'SIGSEGV' }), 'signal SIGSEGV (invalid memory access)');
  assert.equal(howItEnded({ ...killed, signal: 'SIG34' }), 'signal SIG34');
  assert.equal(howItEnded({ ...well, exitCode: 1 }), 'exit code 1');
});

test('every limit has words of its own', () => {
  const words = LimitName.options.map((limit) => howItEnded({ ...killed, limit }));
  assert.equal(new Set(words).size, LimitName.options.length);
});

test('nothing is said of a program that ended well, or was judged before this was kept', () => {
  assert.equal(howItEnded(well), null);
  assert.equal(howItEnded({ ...well, exitCode: null }), null);
});
