import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http } from './http.ts';

test('a connection that breaks in the middle of an answer is told as one that is not there', async (t) => {
  const half = new ReadableStream({
    start(answer) {
      answer.enqueue(new TextEncoder().encode('{"id":'));
      answer.error(new TypeError('network error'));
    },
  });
  t.mock.method(globalThis, 'fetch', async () => new Response(half));
  await assert.rejects(http('/api/v1/me'), { code: 'offline', passing: true });
});
