import type { DeadLetter, Submission } from '@gavel/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { http } from '../api/http.ts';
import { ConfirmButton } from '../ui/ConfirmButton.tsx';
import { formatAgo } from '../ui/format.ts';
import { Paged } from '../ui/Paged.tsx';
import { ErrorNotice } from '../ui/states.tsx';
import { useNow } from '../ui/useNow.ts';
import { deadLettersQuery } from './queries.ts';
import './rejudge.css';

/** For admins: what ended as a judge error, and the way back into the queue. */
export function DeadLetters() {
  const pages = useInfiniteQuery(deadLettersQuery);
  return (
    <section className="dead-letters" aria-labelledby="dead-letters">
      <h2 id="dead-letters">Judge errors</h2>
      <Paged
        pages={pages}
        lines={2}
        empty={<p className="field-hint">None: every submission that was taken has been judged.</p>}
      >
        {(items) => <Table items={items} />}
      </Paged>
    </section>
  );
}

function Table({ items }: { items: readonly DeadLetter[] }) {
  const now = useNow();
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>Submission</th>
            <th>Why</th>
            <th className="numeric narrow-hidden">When</th>
            <th className="fit">
              <span className="visually-hidden">Put back</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ item, now }: { item: DeadLetter; now: number }) {
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => http<Submission>(`/api/v1/queue/dead/${item.id}/retry`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: deadLettersQuery.queryKey }),
  });
  const about = `${item.problem} of ${item.user.handle}`;
  return (
    <tr data-testid="dead-letter">
      <td>
        <Link to="/submissions/$id" params={{ id: item.id }}>
          {item.problem}
        </Link>
        <div className="field-hint">{item.user.handle}</div>
      </td>
      <td className="dead-reason">
        {item.reason ?? 'No reason was kept'}
        {retry.isError && <ErrorNotice error={retry.error} />}
      </td>
      <td className="numeric narrow-hidden">{formatAgo(item.diedAt, now)}</td>
      <td className="fit">
        <ConfirmButton
          label="Put back"
          sure="Really put back"
          about={about}
          small
          disabled={retry.isPending}
          onConfirm={retry.mutate}
        />
      </td>
    </tr>
  );
}
