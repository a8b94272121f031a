import { createHash } from 'node:crypto';
import { z } from 'zod';

/** For calls that make something: sent again with the same key and body, they give what the first made. */
export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/, '1 to 200 printable ASCII characters')
    .optional()
    .meta({ description: 'the same key and body give the same answer, however often they are sent' }),
});

/** As the store takes it: nothing without a key. `request` is what must be the same. */
export function idempotencyOf(headers: z.infer<typeof IdempotencyHeaders>, request: readonly unknown[]) {
  const key = headers['idempotency-key'];
  if (!key) return {};
  return { idempotency: { key, requestHash: createHash('sha256').update(JSON.stringify(request)).digest() } };
}
