import { z } from 'zod';
import { ApiError, type ApiErrorCode } from './errors.ts';

/** Refusals of better-auth that have a code of ours. */
const refusals: Record<string, [ApiErrorCode, string]> = {
  USERNAME_IS_ALREADY_TAKEN: ['handle-taken', 'choose another handle'],
  USER_ALREADY_EXISTS: ['email-taken', 'sign in, or use another e-mail address'],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['email-taken', 'sign in, or use another e-mail address'],
  INVALID_USERNAME_OR_PASSWORD: ['invalid-username-or-password', 'check both, and try again'],
  INVALID_EMAIL_OR_PASSWORD: ['invalid-username-or-password', 'check both, and try again'],
  INVALID_PASSWORD: ['invalid-password', 'send the password that you sign in with now'],
  EMAIL_PASSWORD_SIGN_UP_DISABLED: ['forbidden', 'sign-up is closed here: ask an admin for an account'],
};

const byStatus: Record<number, ApiErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  429: 'too-many-attempts',
};

const BetterAuthError = z.object({ code: z.string().optional(), message: z.string().optional() });

/** What a client is told about an answer of better-auth that is a refusal. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const { code = '', message } = BetterAuthError.catch({}).parse(parsed(text));
  // Failures of its own that it gives a 4xx, e.g. FAILED_TO_CREATE_USER.
  if (response.status >= 500 || code.startsWith('FAILED_TO_')) {
    return new ApiError('internal', 'try again; the log of the server tells more');
  }
  const known = refusals[code];
  if (known) return new ApiError(...known);
  const retryAfter = Number(response.headers.get('x-retry-after') ?? 0);
  return new ApiError(
    byStatus[response.status] ?? 'invalid-request',
    message ?? `the request was refused with ${response.status}`,
    response.status === 429 ? { retryAfter: Math.max(1, retryAfter) } : {},
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // better-auth answers some refusals in plain words.
    return { message: text || undefined };
  }
}
