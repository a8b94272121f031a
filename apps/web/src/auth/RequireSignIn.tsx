import type { Me } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { meQuery } from '../api/queries.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';

/** What a visitor sees instead says why, and leads back here. */
export function RequireSignIn({ why, children }: { why: string; children: (me: Me) => ReactNode }) {
  const me = useQuery(meQuery);
  const here = useLocation({ select: (location) => location.href });
  if (me.isPending) return <Skeleton lines={4} />;
  // Where it was known who that is, what they write here outlives a look that failed.
  if (me.isLoadingError) return <ErrorNotice error={me.error} retry={() => void me.refetch()} />;
  if (me.data) return children(me.data);
  return (
    <Empty title="Sign in first">
      <p>{why}</p>
      <Link to="/sign-in" search={{ to: here }} className="button button-primary">
        Sign in
      </Link>
    </Empty>
  );
}
