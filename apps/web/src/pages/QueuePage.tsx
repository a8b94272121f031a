import type { QueueState } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { queueQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { PausedNotice } from '../judging/PausedNotice.tsx';
import { DeadLetters } from '../rejudge/DeadLetters.tsx';
import { formatAgo } from '../ui/format.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useNow } from '../ui/useNow.ts';
import { useTitle } from '../ui/useTitle.ts';
import './queue.css';

export function QueuePage() {
  useTitle('Queue');
  return (
    <div className="page">
      <div className="page-head">
        <h1>Queue</h1>
        <p>What waits to be judged, and who judges.</p>
      </div>
      <RequireSignIn why="The state of the queue is shown to everybody with an account.">
        {(me) => (
          <>
            <PausedNotice admin={me.role === 'admin'} />
            <Queue />
            {me.role === 'admin' && <DeadLetters />}
          </>
        )}
      </RequireSignIn>
    </div>
  );
}

function Queue() {
  const queue = useQuery(queueQuery);
  if (queue.isPending) return <Skeleton lines={4} height={40} />;
  return (
    <>
      {queue.isError && <ErrorNotice error={queue.error} retry={() => void queue.refetch()} />}
      {queue.data && <Figures queue={queue.data} />}
      {queue.data && <Workers workers={queue.data.workers} />}
    </>
  );
}

function Figures({ queue }: { queue: QueueState }) {
  const figures: Array<[string, number]> = [
    ['Waiting', queue.waiting],
    ['Running', queue.running],
    ['Judged in the last minute', Math.round(queue.ratePerMinute)],
    ['Workers', queue.workers.length],
  ];
  return (
    <dl className="figures numbers">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Workers({ workers }: { workers: QueueState['workers'] }) {
  const now = useNow();
  if (workers.length === 0) {
    return (
      <Empty title="No worker is connected">
        <p>
          Submissions are kept and wait. Start one with <code>gavel worker</code>.
        </p>
      </Empty>
    );
  }
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>Worker</th>
            <th>Busy slots</th>
            <th className="numeric">Last heard of</th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <tr key={worker.id}>
              <td className="worker-id">
                <code>{worker.id}</code>
              </td>
              <td>
                {worker.running} of {worker.slots}
              </td>
              <td className="numeric">{formatAgo(worker.seenAt, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
