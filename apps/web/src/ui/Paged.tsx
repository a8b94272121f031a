import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice, Skeleton } from './states.tsx';

/** The pages of a list that were read so far, and the way to the next. `empty`: what is said when there is nothing. */
export function Paged<Item>(props: {
  pages: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }>>;
  lines: number;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}) {
  const { pages } = props;
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {pages.isPending && <Skeleton lines={props.lines} height={40} />}
      {pages.isError && <ErrorNotice error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && items.length === 0 && props.empty}
      {items.length > 0 && props.children(items)}
      {pages.hasNextPage && (
        <button
          type="button"
          className="button load-more"
          disabled={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {pages.isFetchingNextPage ? 'Loading…' : 'Load more'}
        </button>
      )}
    </>
  );
}
