import { bounds, type Submission } from '@gavel/contract';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RouteContext } from './context.ts';
import { ApiError } from './errors.ts';

/** What submissions and runs have in common. */
export const WaitQuery = z.object({
  wait: z.coerce
    .number()
    .min(0)
    .max(bounds.waitSeconds)
    .default(0)
    .meta({ description: 'seconds to wait for the end' }),
});

/** @throws ApiError `unknown-language` */
export async function knownLanguage({ languages }: RouteContext, id: string): Promise<void> {
  if (await languages.judges(id)) return;
  const all = (await languages.list()).map((language) => language.id);
  throw new ApiError('unknown-language', `"${id}" is not judged here; what is: ${all.join(', ')}`);
}

/** Of what does not wait. */
export const nowhere = { position: null, waitMs: null };

/** Unknown also while Redis is away. */
export async function placeInLine(
  { queue, log }: RouteContext,
  id: string,
): Promise<Pick<Submission, 'position' | 'waitMs' | 'paused'>> {
  try {
    const place = await queue.position(id);
    if (!place) return nowhere;
    const { paused, ...where } = place;
    return paused ? { ...where, paused } : where;
  } catch (error) {
    log.debug({ err: error }, 'the place in line is not known');
    return nowhere;
  }
}

/** Aborted when nobody waits for the answer any more, or the server stops. */
export function endOf({ stopping }: RouteContext, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}
