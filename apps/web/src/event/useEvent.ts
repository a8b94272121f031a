import type { EventDetail } from '@gavel/contract';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { eventQuery, ownRowQuery, standingsQuery } from '../api/queries.ts';
import { useConnectionState, useWatchedEvent } from '../live/LiveProvider.tsx';
import { phaseOf } from './phase.ts';
import { serverClock } from './server-clock.ts';

const POLL_BESIDE_LIVE_MS = 60_000;
const POLL_WITHOUT_LIVE_MS = 10_000;
/** Just begun, and the problems are not told yet: this device's idea of the server's time is a little ahead. */
const POLL_FOR_PROBLEMS_MS = 1_000;

/** An event as it is now, also when it begins while the page is open. */
export function useEvent(id: string): UseQueryResult<EventDetail> {
  const live = useConnectionState() === 'open';
  return useQuery({
    ...eventQuery(id),
    refetchInterval: ({ state: { data } }) => {
      const now = serverClock.now();
      if (!data || phaseOf(data, now) === 'over') return false;
      const untilStart = Date.parse(data.startsAt) - now;
      if (untilStart <= 0) {
        if (data.problems.length === 0) return POLL_FOR_PROBLEMS_MS;
        return live ? POLL_BESIDE_LIVE_MS : POLL_WITHOUT_LIVE_MS;
      }
      // Everybody waits for this moment: not all ask in the same instant.
      return Math.min(untilStart + 1_000 * Math.random(), POLL_BESIDE_LIVE_MS);
    },
  });
}

/** Milliseconds over which the pages of a large event read its standings again: a row is about 50 bytes packed. */
const spreadMs = (rows: number) => Math.min(10_000, 1_000 + 5 * rows);

/** The standings, and one's own row where one takes part; both again soon after each change. */
export function useStandings(event: EventDetail) {
  const queries = useQueryClient();
  const { id } = event;
  const live = useConnectionState() === 'open';
  const running = phaseOf(event, serverClock.now()) === 'running';
  const refetchInterval = live ? POLL_BESIDE_LIVE_MS : running ? POLL_WITHOUT_LIVE_MS : false;
  const standings = useQuery({ ...standingsQuery(id), refetchInterval });
  const own = useQuery({ ...ownRowQuery(id), enabled: event.joined === true });

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useWatchedEvent(id, () => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        void queries.invalidateQueries({ queryKey: standingsQuery(id).queryKey });
        void queries.invalidateQueries({ queryKey: ownRowQuery(id).queryKey });
      },
      spreadMs(standings.data?.rows.length ?? 0) * Math.random(),
    );
  });
  return { standings, own: own.data };
}
