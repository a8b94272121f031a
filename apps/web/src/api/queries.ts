import type {
  Broadcast,
  Language,
  Me,
  Problem,
  ProblemSummary,
  QueueState,
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

export function submissionQuery(id: string) {
  return queryOptions({
    queryKey: ['submission', id],
    queryFn: ({ signal }) => http<Submission>(`/api/v1/submissions/${encodeURIComponent(id)}`, { signal }),
  });
}

export function submissionsQuery(problem: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['submissions', problem ?? null],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams();
      if (problem) query.set('problem', problem);
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

export const broadcastsQuery = queryOptions({
  queryKey: ['broadcasts'],
  staleTime: 5 * minute,
  queryFn: ({ signal }) => http<Broadcast[]>('/api/v1/broadcasts', { signal }),
});
