import { Cache } from '@gavel/cache';
import type { Store, StoreTransaction } from '@gavel/store';
import type { Logger } from 'pino';

/** The cache in front of the store. What is read through it is declared where it is read. */
export function openCache(url: string, store: Store, log: Logger): Cache<StoreTransaction> {
  return new Cache<StoreTransaction>({
    url,
    database: { transaction: store.transaction, query: store.query },
    onError: (error) => log.warn({ err: error }, 'cache'),
  });
}
