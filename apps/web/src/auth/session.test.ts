import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@gavel/contract';
import { QueryClient } from '@tanstack/react-query';
import { meQuery } from '../api/queries.ts';
import { signOut } from './session.ts';

const ana: Me = { id: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071', handle: 'ana', role: 'user', coins: 0 };

test('a look at who is signed in that began before is no answer after', async (t) => {
  const queries = new QueryClient({ defaultOptions: { queries: { gcTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(meQuery.queryKey, ana);
  const early = Promise.withResolvers<Response>();
  t.mock.method(globalThis, 'fetch', () => early.promise, { times: 1 });
  const look = queries.fetchQuery({ ...meQuery, staleTime: 0 });
  t.mock.method(globalThis, 'fetch', async (path: string) => {
    if (path.endsWith('/sign-out')) return Response.json({});
    return Response.json({ code: 'signed-out', detail: 'Sign in first' }, { status: 401 });
  });
  const left = signOut(queries);
  setImmediate(() => early.resolve(Response.json(ana)));
  await Promise.all([left, look]);
  assert.equal(queries.getQueryData(meQuery.queryKey), null);
});
