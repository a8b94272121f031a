import type { EventSummary } from '@gavel/contract';

export type Phase = 'upcoming' | 'running' | 'over';

type Times = Pick<EventSummary, 'startsAt' | 'endsAt'>;

export function phaseOf({ startsAt, endsAt }: Times, now: number): Phase {
  if (now < Date.parse(startsAt)) return 'upcoming';
  return now < Date.parse(endsAt) ? 'running' : 'over';
}

/** The list in three: what runs by its end, what comes by its start, what is over by its end, latest first. */
export function byPhase<T extends Times>(events: readonly T[], now: number): Record<Phase, T[]> {
  const { upcoming = [], running = [], over = [] } = Object.groupBy(events, (event) => phaseOf(event, now));
  return {
    running: running.sort((a, b) => a.endsAt.localeCompare(b.endsAt)),
    upcoming: upcoming.sort((a, b) => a.startsAt.localeCompare(b.startsAt)),
    over: over.sort((a, b) => b.endsAt.localeCompare(a.endsAt)),
  };
}

/** What it is counted down to; null: there is nothing more to come. */
export function nextChange(event: Times, now: number): number | null {
  const phase = phaseOf(event, now);
  return phase === 'over' ? null : Date.parse(phase === 'upcoming' ? event.startsAt : event.endsAt);
}

/** Whether the public sees them as they were at the freeze. */
export function isFrozen(
  { freezeAt, revealedAt }: Pick<EventSummary, 'freezeAt' | 'revealedAt'>,
  now: number,
): boolean {
  return freezeAt !== null && revealedAt === null && Date.parse(freezeAt) <= now;
}

/** `2 d 03:04:05`, `03:04:05`. Never below zero. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return days > 0 ? `${days} d ${clock}` : clock;
}

/** `5 h`, `1 h 30 min`, `3 d`. */
export function formatLength({ startsAt, endsAt }: Times): string {
  const minutes = Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count} ${unit}`)
      .join(' ') || '0 min'
  );
}
