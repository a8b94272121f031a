/**
 * | code | meaning | trying again helps |
 * |---|---|---|
 * | `cache-unavailable` | Redis does not answer, and the resource refuses writes then; nothing was written | yes, later |
 * | `cache-busy` | others have been writing the same entry for too long; nothing was written | yes |
 * | `cache-write-too-slow` | it took longer than `writeMs`, or its entry was cleared or Redis restarted meanwhile; it was rolled back | yes |
 * | `cache-overloaded` | too many reads wait for the database already | yes, later |
 * | `cache-closed` | the cache was closed by its owner | no |
 */
export type CacheErrorCode =
  | 'cache-unavailable'
  | 'cache-busy'
  | 'cache-write-too-slow'
  | 'cache-overloaded'
  | 'cache-closed';

export class CacheError extends Error {
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CacheError';
    this.code = code;
  }
}

export const closed = () => new CacheError('cache-closed', 'the cache was closed');
export const unavailable = (cause?: unknown) =>
  new CacheError('cache-unavailable', 'Redis does not answer: try again when it is back', { cause });
export const overloaded = () =>
  new CacheError('cache-overloaded', 'too many reads wait for the database already: try again in a moment');
