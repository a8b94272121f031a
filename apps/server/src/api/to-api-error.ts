import { CacheError, type CacheErrorCode } from '@gavel/cache';
import type { Fault } from '@gavel/contract';
import { PackageError } from '@gavel/problem-package';
import { QueueError } from '@gavel/queue';
import { isDatabaseUnavailable, StoreError } from '@gavel/store';
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ApiError, type ApiErrorCode } from './errors.ts';

const RETRY_AFTER_SECONDS = 2;
const DETAILS_TO_READ = 'see faults for what is wrong and where';

/** Errors of the store that a client can cause. */
const storeCodes: Partial<Record<StoreError['code'], ApiErrorCode>> = {
  'handle-taken': 'handle-taken',
  'email-taken': 'email-taken',
  'too-many-tokens': 'too-many-tokens',
  'unknown-problem': 'unknown-problem',
  'unknown-event': 'unknown-event',
  'impossible-times': 'impossible-times',
  'event-not-running': 'event-not-running',
  'event-running': 'event-running',
  'event-over': 'event-over',
  'event-not-over': 'event-not-over',
  'not-a-participant': 'not-a-participant',
  'not-in-event': 'not-in-event',
  'idempotency-mismatch': 'idempotency-mismatch',
  'nothing-to-rejudge': 'nothing-to-rejudge',
  'rejudging-too-large': 'rejudging-too-large',
  'rejudging-overlaps': 'rejudging-overlaps',
  'rejudging-unfinished': 'rejudging-unfinished',
  'rejudging-ended': 'rejudging-ended',
};

/** Of the cache. */
const cacheCodes: Partial<Record<CacheErrorCode, ApiErrorCode>> = {
  'cache-unavailable': 'cache-unavailable',
  'cache-busy': 'cache-busy',
  'cache-write-too-slow': 'cache-busy',
  'cache-overloaded': 'overloaded',
};

/** Fastify's own refusals: https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyCodes: Record<string, [ApiErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'send less: see the bounds in the documentation'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-type', 'send another Content-Type: see the documentation'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-body', 'the body is empty, but its Content-Type says JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-body', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-body', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['invalid-request', 'the address is not a valid URL'],
};

/** What a client is told about anything that was thrown. What it is not told, the log is. */
export function toApiError(error: unknown, sent?: Sent): ApiError {
  if (error instanceof ApiError) return error;
  if (sent && isUnknownType(error)) return new ApiError('unsupported-type', typeWords(sent));
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new ApiError('invalid-request', DETAILS_TO_READ, { faults: faultsOf(error) });
  }
  if (error instanceof StoreError) {
    const code = storeCodes[error.code];
    if (code) return new ApiError(code, error.message);
  }
  if (error instanceof PackageError) {
    return new ApiError('package-faults', DETAILS_TO_READ, { faults: error.faults });
  }
  if (isDatabaseUnavailable(error)) return unavailable('database-unavailable', error);
  if (error instanceof QueueError && error.code === 'queue-unavailable')
    return unavailable('queue-unavailable', error);
  const cacheCode = error instanceof CacheError ? cacheCodes[error.code] : undefined;
  if (cacheCode) return unavailable(cacheCode, error);
  return (
    fromFastify(error) ??
    new ApiError('internal', 'try again; the log of the server tells more', { cause: error })
  );
}

/** What a refusal may speak of. */
interface Sent {
  /** Its Content-Type. */
  readonly type: string | undefined;
  /** What the route takes. */
  readonly taken: readonly string[];
}

const isUnknownType = (error: unknown): boolean =>
  error instanceof Error && (error as FastifyError).code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE';

function typeWords({ type, taken }: Sent): string {
  const named = type ? `you sent ${JSON.stringify(type.slice(0, 100))}` : 'you named none';
  return `send Content-Type: ${taken.join(' or ')}; ${named}`;
}

function unavailable(code: ApiErrorCode, cause: unknown): ApiError {
  // What was asked for may have been written before this failed, and the answer to a commit may be lost with its connection.
  const detail = 'a change that was asked for may or may not have been made: look, then try again';
  return new ApiError(code, detail, { retryAfter: RETRY_AFTER_SECONDS, cause });
}

function fromFastify(error: unknown): ApiError | null {
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as FastifyError;
  const known = fastifyCodes[code];
  if (known) return new ApiError(...known);
  // A body that is not JSON is a SyntaxError with a status, without a code.
  if (error instanceof SyntaxError && statusCode === 400) {
    return new ApiError('malformed-body', `the body is not JSON: ${error.message}`);
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new ApiError('invalid-request', error.message);
  return null;
}

/** Fastify's names for the parts of a request → those of the documentation. */
const parts: Record<string, string> = { querystring: 'query', params: 'path' };

function faultsOf(error: { validation: { instancePath: string; message?: string }[] }): Fault[] {
  const context = (error as { validationContext?: string }).validationContext ?? 'body';
  return error.validation.map(({ instancePath, message }) => ({
    path: [parts[context] ?? context, ...instancePath.split('/').filter(Boolean)].join('.'),
    message: message ?? 'is not valid',
  }));
}
