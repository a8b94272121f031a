import { join } from 'node:path';

/** The folder of the checkout: where `gavel`, `problems/` and `apps/` are. */
export const checkoutRoot = join(import.meta.dirname, '../../..');
