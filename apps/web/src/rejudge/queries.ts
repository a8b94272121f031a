import type {
  DeadLetterPage,
  RejudgedPage,
  Rejudging,
  RejudgingPage,
  RejudgingSummary,
} from '@gavel/contract';
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { http } from '../api/http.ts';

const LOOK_AGAIN_MS = 2_000;

export const rejudgingsQuery = infiniteQueryOptions({
  queryKey: ['rejudgings'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    http<RejudgingPage>(`/api/v1/rejudgings${cursorQuery(pageParam)}`, { signal }),
  getNextPageParam: (page) => page.nextCursor,
});

/** Live messages move its counts; which verdicts change is asked for while there is more to come. */
export function rejudgingQuery(id: string) {
  return queryOptions({
    queryKey: ['rejudging', id],
    queryFn: ({ signal }) => http<Rejudging>(`/api/v1/rejudgings/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'judging' ? LOOK_AGAIN_MS : false),
  });
}

/** Read again with each state: whoever heard of the end only by asking for the set has an old list. */
export function rejudgedQuery({ id, state }: Pick<Rejudging, 'id' | 'state'>, changed: boolean) {
  return infiniteQueryOptions({
    queryKey: ['rejudging', id, 'submissions', changed, state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ changed: String(changed) });
      if (pageParam) query.set('cursor', pageParam);
      return http<RejudgedPage>(`/api/v1/rejudgings/${encodeURIComponent(id)}/submissions?${query}`, {
        signal,
      });
    },
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before, query) => (query?.queryKey[3] === changed ? before : undefined),
    refetchInterval: state === 'judging' ? LOOK_AGAIN_MS : false,
  });
}

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ['dead-letters'],
  initialPageParam: '',
  refetchInterval: 15_000,
  queryFn: ({ pageParam, signal }) =>
    http<DeadLetterPage>(`/api/v1/queue/dead${cursorQuery(pageParam)}`, { signal }),
  getNextPageParam: (page) => page.nextCursor,
});

const cursorQuery = (cursor: string) => (cursor ? `?${new URLSearchParams({ cursor })}` : '');

type Progress = Pick<RejudgingSummary, 'id' | 'state' | 'total' | 'done'>;

/** What a live message says of a set, in everything that shows it. */
export function showProgress(queries: QueryClient, { id, state, total, done }: Progress): void {
  const isNews = (known: Progress) => known.id === id && (done > known.done || state !== known.state);
  const one = queries.getQueryData(rejudgingQuery(id).queryKey);
  if (one && isNews(one)) queries.setQueryData(rejudgingQuery(id).queryKey, { ...one, state, total, done });
  queries.setQueryData(rejudgingsQuery.queryKey, (list) =>
    list?.pages.some((page) => page.items.some(isNews))
      ? {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => (isNews(item) ? { ...item, state, total, done } : item)),
          })),
        }
      : list,
  );
  if (state === 'judging' && done > 0) return;
  void queries.invalidateQueries({ queryKey: ['rejudgings'] });
  void queries.invalidateQueries({ queryKey: ['rejudging', id] });
}
