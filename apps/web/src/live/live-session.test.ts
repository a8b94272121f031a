import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LiveEvent, Me } from '@gavel/contract';
import { QueryClient } from '@tanstack/react-query';
import { LiveSession } from './live-session.ts';
import type { ConnectionState, LiveTransport } from './transport.ts';

const id = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
const me: Me = { id, handle: 'ana', role: 'user', coins: 0 };

type Handler = Parameters<LiveTransport['subscribe']>[1];

/** A connection in hand: what it was asked for, and a way to make it speak. */
class ManualTransport implements LiveTransport {
  state: ConnectionState = 'open';
  readonly channels = new Map<string, Handler>();
  #listener: (state: ConnectionState) => void = () => {};

  onState(listener: (state: ConnectionState) => void) {
    this.#listener = listener;
    return () => {};
  }

  subscribe(channel: string, handler: Handler) {
    this.channels.set(channel, handler);
    return () => this.channels.delete(channel);
  }

  close() {
    this.become('closed');
  }

  become(state: ConnectionState) {
    this.state = state;
    this.#listener(state);
  }

  tell(event: LiveEvent, channel = 'user:me') {
    this.channels.get(channel)?.onEvent(event);
  }
}

function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { gcTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(['me'], me);
  queries.setQueryData(['submissions', null], 'a list');
  queries.setQueryData(['problems'], 'a list');
  const transport = new ManualTransport();
  const session = new LiveSession(queries, () => transport, { getItem: () => null, setItem: () => {} });
  const stale = (...queryKey: unknown[]) => queries.getQueryState(queryKey)?.isInvalidated;
  return { queries, transport, session, stale, stop: session.start(id) };
}

describe('the live session of a tab', () => {
  test('a submission from another device makes the lists be read again', () => {
    const { transport, session, stale } = open();
    transport.tell({ type: 'submission.queued', id, position: 2 });
    assert.equal(session.judging.get(id)?.position, 2);
    assert.equal(stale('submissions', null), true);
    assert.equal(stale('problems'), false);
  });

  test('a verdict makes own status be read again, and coins come with their event', () => {
    const { queries, transport, stale } = open();
    transport.tell({ type: 'submission.finished', id, verdict: 'AC', score: 1, cpuMs: 1, memoryKiB: 1 });
    transport.tell({ type: 'wallet.changed', coins: 10 });
    assert.equal(stale('problems'), true);
    assert.deepEqual(queries.getQueryData(['me']), { ...me, coins: 10 });
  });

  test('coins for everybody are added once, and the balance is not asked for at that moment', () => {
    const { queries, transport, session, stale, stop } = open();
    const lucky = { type: 'lucky', id, coins: 5, message: 'hi' } as const;
    transport.tell(lucky, 'all');
    transport.tell(lucky, 'all');
    assert.deepEqual(queries.getQueryData(['me']), { ...me, coins: 5 });
    assert.equal(stale('me'), false);
    assert.deepEqual(
      session.news.items.map(({ coins, message }) => [coins, message]),
      [[5, 'hi']],
    );
    stop();
  });

  test('an announcement is shown, and changes no balance', () => {
    const { queries, transport, session } = open();
    transport.tell({ type: 'announcement', id, message: 'Lunch', event: null }, 'all');
    assert.deepEqual(session.news.items[0]?.message, 'Lunch');
    assert.deepEqual(queries.getQueryData(['me']), me);
  });

  test('an announcement for an event is heard by who takes part, on any page, once', () => {
    const { transport, session } = open();
    const told = { type: 'announcement', id, message: 'n is positive', event: id } as const;
    transport.tell(told, 'user:me');
    transport.tell(told, 'user:me');
    assert.deepEqual(
      session.news.items.map(({ message }) => message),
      ['n is positive'],
    );
  });

  test('after a gap everything is read again', () => {
    const { transport, stale } = open();
    transport.channels.get('user:me')?.onReset();
    assert.equal(stale('me'), true);
    assert.equal(stale('submissions', null), true);
  });

  test('a watched submission takes only its own events', () => {
    const { transport, session } = open();
    const unwatch = session.watch(id);
    const channel = `submission:${id}`;
    transport.tell({ type: 'submission.started', id: me.id.replace('a', 'b'), attempt: 1 }, channel);
    assert.equal(session.judging.get(id), undefined);
    transport.tell({ type: 'submission.started', id, attempt: 1 }, channel);
    assert.equal(session.judging.get(id)?.state, 'running');
    unwatch();
    assert.equal(transport.channels.has(channel), false);
  });

  test('a refusal asks who is signed in; stopping does not, and forgets what was seen', () => {
    const refused = open();
    refused.transport.become('closed');
    assert.equal(refused.stale('me'), true);
    const stopped = open();
    stopped.transport.tell({ type: 'submission.queued', id, position: 1 });
    stopped.transport.tell({ type: 'announcement', id, message: 'For participants', event: id });
    stopped.stop();
    assert.equal(stopped.stale('me'), false);
    assert.equal(stopped.session.state, 'closed');
    assert.equal(stopped.session.judging.get(id), undefined);
    assert.deepEqual(stopped.session.news.items, []);
  });
});
