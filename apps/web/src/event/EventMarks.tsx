import type { EventSummary } from '@gavel/contract';
import { Icon } from '../ui/Icon.tsx';

const visibilities = {
  public: null,
  unlisted: 'Unlisted',
  hidden: 'Draft',
} as const;

/** What sets an event apart for its reader: taking part, and who sees it where that is not everybody. */
export function EventMarks({ event }: { event: EventSummary }) {
  const visibility = visibilities[event.visibility];
  return (
    <>
      {visibility && <span className="event-mark">{visibility}</span>}
      {event.joined && (
        <span className="event-mark" data-verdict="AC">
          <Icon name="check" /> Joined
        </span>
      )}
    </>
  );
}
