import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.ts';
import { meQuery } from './queries.ts';

/** One more try, and only for what may pass by itself: a 404 does not get better by asking again. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLostSession }),
    mutationCache: new MutationCache({ onError: noticeLostSession }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 1 && error instanceof ApiError && error.passing,
      },
    },
  });
  return client;

  /** Signed out elsewhere, or for too long: the page should know, and offer to sign in. */
  function noticeLostSession(error: Error): void {
    const refused = error instanceof ApiError && error.status === 401;
    if (refused && client.getQueryData(meQuery.queryKey)) {
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    }
  }
}
