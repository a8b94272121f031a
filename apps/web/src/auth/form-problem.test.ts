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
) => new ApiError({ code, status: 400, detail: 'It was refused.', faults }, wait);

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

  test('says how long to wait', () => {
    const soon = formProblem(refused('too-many-attempts', [], 8), names);
    assert.equal(soon.whole, 'It was refused. Try again in 8 s.');
    const later = formProblem(refused('too-many-attempts', [], 600), names);
    assert.equal(later.whole, 'It was refused. Try again in 10 min.');
  });
});

test('a handle that cannot be is told why', () => {
  for (const fine of ['', 'ab', 'A_b.c-9', '_x', 'x'.repeat(32)]) assert.equal(handleFault(fine), '');
  assert.match(handleFault('zoë'), /^“ë” cannot be/);
  assert.match(handleFault('a b'), /^A space cannot be/);
  assert.match(handleFault('😀a'), /^“😀”/);
  assert.match(handleFault('-ab'), /starts with/);
  assert.match(handleFault('a'), /2 to 32/);
  assert.match(handleFault('x'.repeat(33)), /2 to 32/);
});
