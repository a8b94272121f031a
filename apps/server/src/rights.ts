import type { Publisher } from '@gavel/live';
import type { Logger } from 'pino';
import { z } from 'zod';

/** Between api and gateways; no name that a client could ask for. */
export const RIGHTS_CHANNEL = 'rights';

export const RightsChanged = z.object({ userId: z.string() });

/** Makes every gateway look again at what the connections of this user may see. */
export async function announceRights(publisher: Publisher, log: Logger, userId: string): Promise<void> {
  try {
    await publisher.publish(RIGHTS_CHANNEL, JSON.stringify({ userId }));
  } catch (error) {
    log.warn({ err: error, userId }, 'gateways were not told of changed rights: they find out in minutes');
  }
}
