import { ApiError } from '../api/errors.ts';
import type { Refusal } from './admission.ts';

const SIGN_IN = 'send a token as Authorization: Bearer TOKEN or as ?token=TOKEN, or the cookie of a session';

/** Why a client is not let in, as HTTP says it. */
export const refusals: Readonly<Record<Refusal, ApiError>> = {
  unauthorized: new ApiError('unauthorized', SIGN_IN),
  'too-many-connections': new ApiError('too-many-connections', 'close other connections of this user first'),
  busy: new ApiError('busy', 'many clients come at once: come back a little later', { retryAfter: 2 }),
  draining: new ApiError('busy', 'this server stops: come back, to another', { retryAfter: 1 }),
};
