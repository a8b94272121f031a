import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { meQuery } from '../api/queries.ts';

const RejudgeDialog = lazy(() =>
  import('./RejudgeDialog.tsx').then((module) => ({ default: module.RejudgeDialog })),
);

/** On the page of a problem or an event: nobody else loads what only admins need. */
export function RejudgeForAdmins(props: { of: { problem: string } | { event: string }; title: string }) {
  if (useQuery(meQuery).data?.role !== 'admin') return null;
  return (
    <Suspense>
      <RejudgeDialog label="Judge again…" {...props} />
    </Suspense>
  );
}
