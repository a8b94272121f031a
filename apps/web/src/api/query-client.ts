import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.ts';

/** One more try, and only for what may pass by itself: a 404 does not get better by asking again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 1 && error instanceof ApiError && error.passing,
      },
    },
  });
}
