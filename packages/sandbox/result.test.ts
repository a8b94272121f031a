import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseReport, toResult } from './result.ts';
import type { Limits } from './types.ts';

const limits: Limits = { cpuMs: 100, wallMs: 1000, memoryKiB: 1024, outputBytes: 10, processes: 4 };

function result(changes: Record<string, number | string>) {
  const clean = {
    status: 0,
    cause: 'none',
    exec_errno: 0,
    cpu_ns: 5_400_000,
    wall_ns: 9_600_000,
    peak_kib: 700,
    oom_kills: 0,
    refused_forks: 0,
    output: 3,
    leftovers: 2,
    survivors: 0,
    full: 0,
    descriptors_used: 0,
  };
  const pairs = Object.entries({ ...clean, ...changes }).map(([key, value]) => `${key}=${value}`);
  return toResult(parseReport(`done ${pairs.join(' ')}`), limits, '/work/main');
}

describe('what a run is said to have ended by', () => {
  test('figures are whole milliseconds and kibibytes', () => {
    assert.deepEqual(result({}), {
      outcome: 'exited',
      limit: null,
      exitCode: 0,
      signal: null,
      cpuMs: 5,
      wallMs: 10,
      memoryKiB: 700,
      outputBytes: 3,
      leftovers: 2,
      survivors: 0,
    });
  });

  const limit: [string, Record<string, number | string>][] = [
    ['memory', { oom_kills: 1 }],
    ['memory', { oom_kills: 1, cause: 'cpu', status: 9 }],
    ['memory', { oom_kills: 1, cause: 'lost', status: 9 }],
    ['output', { cause: 'output', status: 9, output: 11 }],
    ['output', { output: 11 }],
    ['cpu', { cause: 'cpu', status: 9 }],
    ['cpu', { cpu_ns: 100_000_001 }],
    ['wall', { cause: 'wall', status: 9 }],
    ['processes', { refused_forks: 1, status: 256 }],
    ['file', { status: 25 }],
    ['files', { full: 1, status: 256 }],
    ['descriptors', { descriptors_used: 1, status: 256 }],
  ];
  for (const [name, report] of limit)
    test(`${name}: ${JSON.stringify(report)}`, () => {
      assert.partialDeepStrictEqual(result(report), { outcome: 'limit', limit: name });
    });

  test('a signal, an exit code, a refused fork that did no harm', () => {
    assert.partialDeepStrictEqual(result({ status: 11 }), {
      outcome: 'signalled',
      signal: 'SIGSEGV',
      exitCode: null,
    });
    assert.partialDeepStrictEqual(result({ status: 134 }), { outcome: 'signalled', signal: 'SIGABRT' });
    assert.partialDeepStrictEqual(result({ status: 40 }), { outcome: 'signalled', signal: 'SIG40' });
    assert.partialDeepStrictEqual(result({ status: 3 << 8 }), {
      outcome: 'exited',
      exitCode: 3,
      signal: null,
    });
    assert.partialDeepStrictEqual(result({ refused_forks: 2, full: 1 }), { outcome: 'exited', limit: null });
  });

  test('what is not the program’s doing is thrown', () => {
    assert.throws(() => result({ exec_errno: 13 }), {
      code: 'sandbox_refused',
      message: /\/work\/main.*EACCES/,
    });
    assert.throws(() => result({ cause: 'disk', status: 9 }), { code: 'sandbox_refused' });
    assert.throws(() => result({ cause: 'lost', status: 9 }), { code: 'sandbox_gone' });
    const starved = () => result({ cause: 'starved', status: 9, oom_kills: 1 });
    assert.throws(starved, { code: 'sandbox_out_of_memory' });
  });
});
