import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { submissionsQuery } from '../api/queries.ts';

interface Options {
  problem: string;
  event: string | undefined;
  signedIn: boolean;
  /** Another has come since the page was opened. */
  onNew: (id: string) => void;
}

/** One's newest submission of a problem, from whichever device it was sent: live events of `user:me` keep the list fresh. */
export function useLatestSubmission({ problem, event, signedIn, onNew }: Options): string | null {
  const pages = useInfiniteQuery({
    ...submissionsQuery({ problem, ...(event && { event }) }),
    enabled: signedIn,
  });
  const latest = pages.data ? (pages.data.pages[0]?.items[0]?.id ?? null) : undefined;
  // A list from the cache says nothing of what has come since.
  const isFresh = pages.isFetchedAfterMount;
  const before = useRef<string | null>(undefined);
  const tell = useEffectEvent(onNew);
  useEffect(() => {
    if (!isFresh) return;
    if (before.current !== undefined && latest && latest !== before.current) tell(latest);
    before.current = latest;
  }, [latest, isFresh]);
  return latest ?? null;
}
