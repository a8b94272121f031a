import type { EventVisibility, LiveEvent } from '@gavel/contract';
import type { RouteContext } from './context.ts';

type News = 'event.created' | 'event.updated' | 'event.deleted';

/**
 * Tells who may know that an event came, changed or went: everybody of a public one, those on its own channel also of an
 * unlisted one. To them, one that becomes a draft has gone. null: it is not there, before or now.
 */
export async function tellOfEvent(
  { publisher, log }: Pick<RouteContext, 'publisher' | 'log'>,
  id: string,
  before: EventVisibility | null,
  now: EventVisibility | null,
): Promise<void> {
  const audiences = [
    { channel: 'all', of: ['public'] },
    { channel: `event:${id}`, of: ['public', 'unlisted'] },
  ] as const;
  for (const { channel, of } of audiences) {
    const sees = (visibility: EventVisibility | null) => of.some((one) => one === visibility);
    const type = change(sees(before), sees(now));
    if (type === null) continue;
    const news: LiveEvent = { type, id };
    await publisher.publish(channel, JSON.stringify(news)).catch((error) => {
      log.warn(
        { err: error, event: id, channel },
        'nobody was told of an event: pages look again by themselves',
      );
    });
  }
}

function change(was: boolean, is: boolean): News | null {
  if (was && is) return 'event.updated';
  if (is) return 'event.created';
  return was ? 'event.deleted' : null;
}
