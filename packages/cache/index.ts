export { Cache } from './cache.ts';
export { CacheError, type CacheErrorCode } from './errors.ts';
export type { Resource } from './resource.ts';
export type { CacheOptions, Change, Counters, Database, ResourceOptions, WriteOrder } from './types.ts';
