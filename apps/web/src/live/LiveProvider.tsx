import type { Submission } from '@gavel/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react';
import { ApiError } from '../api/errors.ts';
import { meQuery, submissionQuery } from '../api/queries.ts';
import type { News } from '../broadcast/news.ts';
import { connect } from './connect.ts';
import { isFinal, type Judging } from './fold.ts';
import { LiveSession } from './live-session.ts';
import type { ConnectionState } from './transport.ts';

const LiveContext = createContext<LiveSession | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [session] = useState(() => new LiveSession(queries, connect));
  const userId = useQuery(meQuery).data?.id;
  useEffect(() => (userId === undefined ? undefined : session.start(userId)), [session, userId]);
  return <LiveContext value={session}>{children}</LiveContext>;
}

function useLiveSession(): LiveSession {
  const session = useContext(LiveContext);
  if (session === null) throw new Error('useLiveSession belongs inside LiveProvider');
  return session;
}

export function useNews(): News {
  return useLiveSession().news;
}

export function useConnectionState(): ConnectionState {
  const session = useLiveSession();
  return useSyncExternalStore(session.onState, () => session.state);
}

/** What live events have told of a submission so far, e.g. for a row of a list. */
export function useJudging(id: string | null): Judging | undefined {
  const { judging } = useLiveSession();
  return useSyncExternalStore(
    (listener) => (id === null ? () => {} : judging.subscribe(id, listener)),
    () => (id === null ? undefined : judging.get(id)),
  );
}

/** Follows an event over the live connection, where there is one. `onStandings`: they have changed, or may have. */
export function useWatchedEvent(id: string, onStandings: () => void): void {
  const session = useLiveSession();
  const connection = useConnectionState();
  const changed = useEffectEvent(onStandings);
  const watching = connection !== 'closed';
  useEffect(() => (watching ? session.watchEvent(id, () => changed()) : undefined), [session, watching, id]);
}

const POLL_WITHOUT_LIVE_MS = 2_000;
/** Without live events, an answer waits so long for the verdict, and shows the tests so far if it did not come. */
const LONG_POLL_SECONDS = 2;
const BETWEEN_LONG_POLLS_MS = 100;
const POLL_BESIDE_LIVE_MS = 15_000;

/**
 * One submission, followed until it is final: by live events, by polling when there is no connection, and by
 * a slow poll beside live events, which nothing should need.
 */
export function useFollowedSubmission(id: string | null) {
  const session = useLiveSession();
  const connection = useConnectionState();
  const judging = useJudging(id);
  const settled = judging !== undefined && isFinal(judging.state);
  // The first answer shows the page, it must not wait.
  const polls = connection === 'waiting' && judging !== undefined;
  const query = useQuery({
    ...submissionQuery(id ?? '', polls ? LONG_POLL_SECONDS : 0),
    enabled: id !== null,
    refetchInterval: ({ state }) => {
      if (settled && state.data && isFinal(state.data.state)) return false;
      // One that is not there, or not ours, is not asked for again and again.
      if (state.error instanceof ApiError && !state.error.passing) return false;
      if (connection === 'open') return POLL_BESIDE_LIVE_MS;
      return polls && state.status === 'success' ? BETWEEN_LONG_POLLS_MS : POLL_WITHOUT_LIVE_MS;
    },
  });

  const answer: Submission | undefined = query.data;
  useEffect(() => {
    if (answer) session.judging.merge(answer);
  }, [session, answer]);

  const watching = id !== null && connection !== 'closed' && answer !== undefined && !settled;
  useEffect(() => (watching ? session.watch(id) : undefined), [session, watching, id]);

  return { query, judging };
}

/** While a page shows rejudging sets they move by themselves. */
export function useRejudgingNews(): void {
  const session = useLiveSession();
  const open = useConnectionState() !== 'closed';
  useEffect(() => (open ? session.watchRejudgings() : undefined), [session, open]);
}
