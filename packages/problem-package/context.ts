import type { Fault } from '@gavel/contract';
import type { Listing } from './listing.ts';
import type { Unpacker } from './unpack.ts';

/** What the readers of the parts of a package share; faults are collected, so that one answer names them all. */
export interface Context {
  readonly listing: Listing;
  readonly unpacker: Unpacker;
  readonly faults: Fault[];
  readonly warnings: Fault[];
}
