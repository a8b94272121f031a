import type { EventDetail, EventVisibility, NewEvent, Scoring } from '@gavel/contract';
import { localTimeOf, momentsOf } from './zoned-time.ts';

/** A local time as it is typed. `later`: of the two moments where clocks are put back over it, the second is meant. */
export interface LocalTime {
  readonly text: string;
  readonly later: boolean;
}

/** An event as it stands in the form. */
export interface EventDraft {
  readonly title: string;
  readonly description: string;
  readonly visibility: EventVisibility;
  readonly scoring: Scoring;
  readonly zone: string;
  readonly starts: LocalTime;
  readonly ends: LocalTime;
  /** Minutes; empty: no freeze. */
  readonly freeze: string;
  readonly problems: readonly string[];
}

export function emptyDraft(zone: string): EventDraft {
  const none = { text: '', later: false };
  return {
    ...{ title: '', description: '', visibility: 'public', scoring: 'icpc', zone },
    ...{ starts: none, ends: none, freeze: '', problems: [] },
  };
}

export function draftOf(event: EventDetail, zone: string): EventDraft {
  const { title, description, visibility, scoring, freezeMinutes, problems } = event;
  return {
    ...{ title, description, visibility, scoring, zone, problems },
    starts: toLocal(event.startsAt, zone),
    ends: toLocal(event.endsAt, zone),
    freeze: freezeMinutes === null ? '' : String(freezeMinutes),
  };
}

function toLocal(moment: string, zone: string): LocalTime {
  const at = Math.floor(Date.parse(moment) / 60_000) * 60_000;
  const text = localTimeOf(at, zone);
  return { text, later: momentsOf(text, zone).indexOf(at) === 1 };
}

/** Which moment is meant; null: none is, or there is no such time in the zone. */
function momentOf({ text, later }: LocalTime, zone: string): number | null {
  const moments = momentsOf(text, zone);
  return (later ? moments[1] : undefined) ?? moments[0] ?? null;
}

/** What is sent, or what is wrong, in words. */
export function toEvent(draft: EventDraft): { event: NewEvent } | { problem: string } {
  const { title, description, visibility, scoring, zone, problems } = draft;
  const [starts, ends] = [momentOf(draft.starts, zone), momentOf(draft.ends, zone)];
  if (starts === null || ends === null)
    return { problem: 'Give a start and an end that exist in the time zone.' };
  if (ends === starts) return { problem: 'The event ends in the moment it begins.' };
  if (ends < starts) return { problem: 'The event ends before it begins.' };
  const freezeMinutes = draft.freeze.trim() === '' ? null : Number(draft.freeze);
  if (freezeMinutes !== null && freezeMinutes * 60_000 > ends - starts)
    return { problem: 'The standings would freeze before the event begins.' };
  if (problems.length === 0) return { problem: 'Choose at least one problem.' };
  const times = { startsAt: new Date(starts).toISOString(), endsAt: new Date(ends).toISOString() };
  return {
    event: {
      ...{ title, description, visibility, scoring, freezeMinutes, ...times },
      problems: [...problems],
    },
  };
}
