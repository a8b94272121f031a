import type { CachedResource } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { http } from '../api/http.ts';
import { cacheQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import './cache.css';

/** The columns: their names, what they count, and the figure. */
const counts: readonly [string, string, (resource: CachedResource) => ReactNode][] = [
  ['Hits', 'answered from Redis', ({ hits }) => hits],
  ['Misses', 'not found in Redis', ({ misses }) => misses],
  ['Loads', 'read from the database', ({ loads }) => loads],
  ['Waits', 'misses that waited for the load of another', ({ waits }) => waits],
  ['Past life', 'hits past their life, while one reader refreshed them', ({ staleServed }) => staleServed],
  ['Invalidated', 'taken out because a change was written', ({ invalidations }) => invalidations],
  ['Refused', 'loads not put into Redis because a change had begun meanwhile', (one) => one.fillsRefused],
  [
    'Wrong of checked',
    'hits that did not agree with the database, of the sample that was compared; should be 0',
    ({ differences, checks }) => `${differences} of ${checks}`,
  ],
];

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
        <table className="table cache-table">
          <thead>
            <tr>
              <th>Resource</th>
              {counts.map(([name, meaning]) => (
                <th className="numeric" key={name} title={meaning}>
                  {name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {cache.data.map((resource) => (
              <Row
                key={resource.name}
                resource={resource}
                clearing={clear.isPending}
                clear={() => clear.mutate(resource.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <dl className="cache-words">
        {counts.map(([name, meaning]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p role="status">{clear.data && `Cleared ${clear.variables}: ${clear.data.cleared} in the cache.`}</p>
    </>
  );
}

function Row(props: { resource: CachedResource; clearing: boolean; clear: () => void }) {
  const { resource, clearing, clear } = props;
  return (
    <tr>
      <td>
        <code>{resource.name}</code> {resource.order}, {Math.round(resource.lifeMs / 1000)} s
      </td>
      {counts.map(([name, , count]) => (
        <td className="numeric" key={name} data-name={name}>
          {count(resource)}
        </td>
      ))}
      <td>
        <button
          type="button"
          className="button button-small"
          disabled={clearing}
          onClick={clear}
          aria-label={`Clear ${resource.name}`}
        >
          Clear
        </button>
      </td>
    </tr>
  );
}
