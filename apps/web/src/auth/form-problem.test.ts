import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError } from '../api/errors.ts';
import { formProblem } from './form-problem.ts';
import { handleFault } from './handle.ts';

const names = ['handle', 'email', 'password'];
const refused = (
  code: string,
  faults: { path: string; message: string }[] = [],
  wait: number | null = null,
  detail = 'It was refused.',
) => new ApiError({ code, status: 400, detail, faults }, wait);

describe('why a form was refused', () => {
  test('stands beside the field, and speaks of handles', () => {
    const { whole, fields } = formProblem(refused('handle-taken'), names);
    assert.deepEqual([whole, Object.keys(fields)], [null, ['handle']]);
    assert.match(fields.handle ?? '', /^This handle is taken/);
    const faults = [
      { path: 'body.username', message: 'too short' },
      { path: 'body.email', message: 'not an address' },
    ];
    assert.deepEqual(formProblem(refused('invalid-request', faults), names), {
      whole: null,
      fields: { handle: 'too short', email: 'not an address' },
    });
  });

  test('is told whole when the form has no such field', () => {
    assert.match(formProblem(refused('handle-taken'), []).whole ?? '', /^This handle is taken/);
    const odd = refused('invalid-request', [{ path: 'headers.origin', message: 'is strange' }]);
    assert.deepEqual(formProblem(odd, names), {
      whole: 'It was refused. headers.origin: is strange',
      fields: {},
    });
  });

  test('says once how long to wait', () => {
    const whole = (code: string, seconds: number, detail?: string) =>
      formProblem(refused(code, [], seconds, detail), names).whole;
    const locked = 'too many wrong passwords: try again in 238 s';
    assert.equal(whole('too-many-attempts', 8), 'Too many attempts. Try again in 8 s.');
    assert.equal(whole('too-many-attempts', 238, locked), 'Too many attempts. Try again in 4 min.');
    assert.equal(whole('busy', 2, 'come back a little later'), 'come back a little later. Try again in 2 s.');
  });
});

test('a handle that cannot be is told why', () => {
  for (const fine of ['', 'ab', 'A_b.c-9', '_x', 'x'.repeat(32)]) assert.equal(handleFault(fine), '');
  assert.match(handleFault('zoë'), /^“ë” cannot be/);
  assert.match(handleFault('a b'), /^A space cannot be/);
  assert.match(handleFault('😀a'), /^“😀”/);
  assert.match(handleFault('-ab'), /starts with/);
  assert.match(handleFault('a'), /2 to 32/);
  assert.match(handleFault(`-${'ë'.repeat(32)}`), /“ë” cannot be.*starts with.*2 to 32/);
  assert.match(handleFault('x'.repeat(33)), /2 to 32/);
});
