import type { EventSummary } from '@gavel/contract';

const range = new Intl.DateTimeFormat('en-GB', {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
});

/** From when to when, in the reader's own time zone, which is named. */
export function EventTimes({ event }: { event: Pick<EventSummary, 'startsAt' | 'endsAt'> }) {
  const [starts, ends] = [new Date(event.startsAt), new Date(event.endsAt)];
  return (
    <time dateTime={event.startsAt} title={`${event.startsAt} to ${event.endsAt}`}>
      {range.formatRange(starts, ends)}
    </time>
  );
}
