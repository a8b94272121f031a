import type {
  Broadcast,
  CachedResource,
  EventDetail,
  EventSummary,
  Language,
  Me,
  Problem,
  ProblemSummary,
  QueueState,
  SignUpState,
  Standings,
  StandingsRow,
  Submission,
  SubmissionPage,
  TokenInfo,
} from '@gavel/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError } from './errors.ts';
import { http } from './http.ts';

const minute = 60_000;

/** `null`: nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * minute,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await http<Me>('/api/v1/me', { signal });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

export const signUpQuery = queryOptions({
  queryKey: ['sign-up'],
  staleTime: 5 * minute,
  queryFn: ({ signal }) => http<SignUpState>('/api/auth/sign-up', { signal }),
});

export const problemsQuery = queryOptions({
  queryKey: ['problems'],
  queryFn: ({ signal }) => http<ProblemSummary[]>('/api/v1/problems', { signal }),
});

export function problemQuery(slug: string) {
  return queryOptions({
    queryKey: ['problems', slug],
    staleTime: minute,
    queryFn: ({ signal }) => http<Problem>(`/api/v1/problems/${encodeURIComponent(slug)}`, { signal }),
  });
}

export const languagesQuery = queryOptions({
  queryKey: ['languages'],
  staleTime: 5 * minute,
  queryFn: ({ signal }) => http<Language[]>('/api/v1/languages', { signal }),
});

/** @param wait seconds that the answer may wait for the end of the judging */
export function submissionQuery(id: string, wait = 0) {
  const path = `/api/v1/submissions/${encodeURIComponent(id)}`;
  return queryOptions({
    queryKey: ['submission', id],
    queryFn: ({ signal }) => http<Submission>(wait > 0 ? `${path}?wait=${wait}` : path, { signal }),
  });
}

/** One's own; with `handle`, or `user: 'all'`, those of others, for admins. */
interface SubmissionsOf {
  problem?: string | undefined;
  event?: string | undefined;
  user?: 'all' | undefined;
  handle?: string | undefined;
}

export function submissionsQuery({ problem, event, user, handle }: SubmissionsOf) {
  return infiniteQueryOptions({
    queryKey: ['submissions', problem ?? null, event ?? null, user ?? null, handle ?? null],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams();
      if (problem) query.set('problem', problem);
      if (event) query.set('event', event);
      if (handle) query.set('handle', handle);
      else if (user) query.set('user', user);
      if (pageParam) query.set('cursor', pageParam);
      return http<SubmissionPage>(`/api/v1/submissions?${query}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
}

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  refetchInterval: 2_000,
  queryFn: ({ signal }) => http<QueueState>('/api/v1/queue', { signal }),
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => http<TokenInfo[]>('/api/v1/tokens', { signal }),
});

export const cacheQuery = queryOptions({
  queryKey: ['cache'],
  refetchInterval: 5_000,
  queryFn: ({ signal }) => http<CachedResource[]>('/api/v1/cache', { signal }),
});

export const broadcastsQuery = queryOptions({
  queryKey: ['broadcasts'],
  staleTime: 5 * minute,
  queryFn: ({ signal }) => http<Broadcast[]>('/api/v1/broadcasts', { signal }),
});

/** For admins: to whomever. */
export const sentBroadcastsQuery = queryOptions({
  queryKey: ['broadcasts', 'sent'],
  queryFn: ({ signal }) => http<Broadcast[]>('/api/v1/broadcasts/sent', { signal }),
});

export const eventsQuery = queryOptions({
  queryKey: ['events'],
  staleTime: minute,
  queryFn: ({ signal }) => http<EventSummary[]>('/api/v1/events', { signal }),
});

export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['events', id],
    staleTime: minute,
    queryFn: ({ signal }) => http<EventDetail>(`/api/v1/events/${encodeURIComponent(id)}`, { signal }),
  });
}

export function standingsQuery(id: string) {
  return queryOptions({
    queryKey: ['standings', id],
    queryFn: ({ signal }) =>
      http<Standings>(`/api/v1/events/${encodeURIComponent(id)}/standings`, { signal }),
  });
}

/** One's own row with nothing hidden, for who takes part. */
export function ownRowQuery(id: string) {
  return queryOptions({
    queryKey: ['own-row', id],
    queryFn: ({ signal }) =>
      http<StandingsRow>(`/api/v1/events/${encodeURIComponent(id)}/standings/own`, { signal }),
  });
}
