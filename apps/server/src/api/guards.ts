import type { Account } from '@gavel/store';
import type { FastifyRequest } from 'fastify';
import type { Auth } from './auth.ts';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a guard. */
    account: Account | null;
  }
}

type Guard = (request: FastifyRequest) => Promise<void>;

/** `onRequest` hooks: they answer before the body is read. */
export interface Guards {
  /** Anybody; who it is, if it can be told. */
  readonly anyone: Guard;
  readonly signedIn: Guard;
  readonly admin: Guard;
}

export function createGuards(auth: Auth): Guards {
  const anyone: Guard = async (request) => {
    request.account = await auth.authenticate({ headers: request.headers, url: request.url });
    if (request.account) refuseForeignPage(request);
  };
  const signedIn: Guard = async (request) => {
    await anyone(request);
    if (!request.account) throw new ApiError('unauthorized', 'sign in, or send Authorization: Bearer TOKEN');
  };
  return {
    anyone,
    signedIn,
    async admin(request) {
      await signedIn(request);
      if (request.account?.role !== 'admin') throw new ApiError('forbidden', 'only an admin may do this');
    },
  };
}

/** Behind `signedIn` or `admin`. */
export function accountOf(request: FastifyRequest): Account {
  if (!request.account) throw new ApiError('unauthorized', 'sign in, or send Authorization: Bearer TOKEN');
  return request.account;
}

/** A cookie is sent along by any page that the browser shows: one of another host may not write with it. */
function refuseForeignPage({ method, headers }: FastifyRequest): void {
  const { origin, host, authorization = '' } = headers;
  // A token has to be known. `Basic` does not count: a browser sends it for an address with a name in it.
  if (/^Bearer /i.test(authorization) || !origin || method === 'GET' || method === 'HEAD') return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) {
    throw new ApiError('forbidden', `a page of ${origin} may not act for the user of ${host}`);
  }
}
