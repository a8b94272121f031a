import { useQuery } from '@tanstack/react-query';
import { queueQuery } from '../api/queries.ts';
import { Icon } from '../ui/Icon.tsx';

const names: Record<string, string> = {
  event: 'submissions in events',
  practice: 'practice and runs',
  rejudge: 'what is judged again',
};

/** What waits until an admin resumes it; nothing where nothing does. `of`: only these classes of the queue. */
export function PausedNotice({ of = Object.keys(names), admin }: { of?: string[]; admin: boolean }) {
  const paused = useQuery(queueQuery).data?.paused?.filter((one) => of.includes(one)) ?? [];
  if (paused.length === 0) return null;
  const what = new Intl.ListFormat('en-GB').format(paused.map((one) => names[one] ?? one));
  return (
    <div className="notice" role="status" data-testid="paused">
      <Icon name="alert" />
      <p>
        The queue is paused for {what}: kept, and judged when it goes on.
        {admin && (
          <>
            {' '}
            <code>gavel queue resume</code> lets it go on.
          </>
        )}
      </p>
    </div>
  );
}
