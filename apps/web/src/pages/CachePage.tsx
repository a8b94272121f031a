import type { CachedResource } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from '../api/http.ts';
import { cacheQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';

export function CachePage() {
  useTitle('Cache');
  return (
    <div className="page">
      <div className="page-head">
        <h1>Cache</h1>
        <p>
          What everybody reads comes from Redis. Counted by the server process that answers, since it started.
        </p>
      </div>
      <RequireSignIn why="Only admins look into the cache.">
        {(me) =>
          me.role === 'admin' ? (
            <Resources />
          ) : (
            <Empty title="For admins">Only admins look into the cache.</Empty>
          )
        }
      </RequireSignIn>
    </div>
  );
}

function Resources() {
  const cache = useQuery(cacheQuery);
  const queries = useQueryClient();
  const clear = useMutation({
    mutationFn: (name: string) => http<{ cleared: number }>(`/api/v1/cache/${name}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries(cacheQuery),
  });
  if (cache.isPending) return <Skeleton lines={4} height={40} />;
  if (cache.isError) return <ErrorNotice error={cache.error} retry={() => void cache.refetch()} />;
  return (
    <>
      {clear.isError && <ErrorNotice error={clear.error} />}
      <div className="table-frame table-frame-wide">
        <table className="table">
          <thead>
            <tr>
              <th>Resource</th>
              <th className="numeric">Hits</th>
              <th className="numeric">Misses</th>
              <th className="numeric">Loads</th>
              <th className="numeric">Waits</th>
              <th className="numeric">Past life</th>
              <th className="numeric">Invalidated</th>
              <th className="numeric">Refused</th>
              <th className="numeric">Wrong of checked</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {cache.data.map((resource) => (
              <Row key={resource.name} resource={resource} clear={() => clear.mutate(resource.name)} />
            ))}
          </tbody>
        </table>
      </div>
      <p role="status">{clear.data && `Cleared ${clear.variables}: ${clear.data.cleared} in the cache.`}</p>
    </>
  );
}

function Row({ resource, clear }: { resource: CachedResource; clear: () => void }) {
  const { hits, misses, loads, waits, staleServed, invalidations, fillsRefused } = resource;
  return (
    <tr>
      <td>
        <code>{resource.name}</code> {resource.order}, {Math.round(resource.lifeMs / 1000)} s
      </td>
      {Object.entries({ hits, misses, loads, waits, staleServed, invalidations, fillsRefused }).map(
        ([name, count]) => (
          <td className="numeric" key={name}>
            {count}
          </td>
        ),
      )}
      <td className="numeric">
        {resource.differences} of {resource.checks}
      </td>
      <td>
        <button
          type="button"
          className="button button-small"
          onClick={clear}
          aria-label={`Clear ${resource.name}`}
        >
          Clear
        </button>
      </td>
    </tr>
  );
}
