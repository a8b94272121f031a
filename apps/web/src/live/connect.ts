import type { LiveEvent } from '@gavel/contract';
import { LiveClient } from '@gavel/live/client';
import type { LiveTransport } from './transport.ts';

/** The one place that says which live client is used; cookies sign it in. */
export function connect(): LiveTransport {
  return new LiveClient<LiveEvent>({ url: '/live' });
}
