import type { NewAnnouncement, NewLucky } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { ApiError } from '../api/errors.ts';
import { http } from '../api/http.ts';
import { broadcastsQuery, eventsQuery, sentBroadcastsQuery } from '../api/queries.ts';
import { randomKey } from '../api/random-key.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { formatMoment } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';
import { ignoreHeldEnter, inNoHaste, useConfirm } from '../ui/useConfirm.ts';
import { useTitle } from '../ui/useTitle.ts';
import './broadcasts.css';

export function BroadcastsPage() {
  useTitle('Reach everybody');
  return (
    <div className="page">
      <div className="page-head">
        <h1>Reach everybody</h1>
        <p>Every open page shows it at once; who is away finds it on return.</p>
      </div>
      <RequireSignIn why="Only admins reach everybody.">
        {(me) =>
          me.role === 'admin' ? <Forms /> : <Empty title="For admins">Only admins reach everybody.</Empty>
        }
      </RequireSignIn>
    </div>
  );
}

function Forms() {
  return (
    <>
      <div className="broadcast-forms">
        <LuckyForm />
        <AnnouncementForm />
      </div>
      <Past />
    </>
  );
}

/** Sends once: a request that is tried again has the key of the first, until one was answered. */
function useBroadcast<Body>(path: string, onSent: () => void) {
  const queries = useQueryClient();
  const [key, setKey] = useState(randomKey);
  const goOn = () => {
    setKey(randomKey());
    return queries.invalidateQueries({ queryKey: broadcastsQuery.queryKey });
  };
  return useMutation({
    mutationFn: (body: Body) =>
      http<{ id: string }>(`/api/v1/broadcasts/${path}`, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      }),
    onSuccess: () => {
      onSent();
      return goOn();
    },
    onError: (error) => (wentOutBefore(error) ? goOn() : undefined),
  });
}

/** Its answer was lost, and the words were changed since. */
const wentOutBefore = (error: unknown) => error instanceof ApiError && error.code === 'idempotency-mismatch';

const MOST_COINS = 1_000_000;

function LuckyForm() {
  const [coins, setCoins] = useState('50');
  const [message, setMessage] = useState('');
  const send = useBroadcast<NewLucky>('lucky', () => setMessage(''));
  const amount = Number(coins);
  const given = Number.isInteger(amount) && amount >= 1 && amount <= MOST_COINS ? amount : '…';
  return (
    <BroadcastForm
      title="Lucky"
      why="Coins for everyone who has an account now."
      action={`Give everybody ${given} ${given === 1 ? 'coin' : 'coins'}`}
      question={`Really ${given} ${given === 1 ? 'coin' : 'coins'} each?`}
      done="Given. Everybody has the coins."
      send={send}
      submit={() => send.mutate({ coins: amount, message })}
    >
      <label className="field">
        <span className="field-name">Coins for each</span>
        <input
          className="input"
          type="number"
          required
          min={1}
          max={MOST_COINS}
          step={1}
          value={coins}
          onChange={(event) => setCoins(event.target.value)}
        />
      </label>
      <label className="field">
        <span className="field-name">Message (may be empty)</span>
        <input
          className="input"
          maxLength={500}
          value={message}
          placeholder="e.g. Thank you for a great round"
          onChange={(event) => setMessage(event.target.value)}
        />
      </label>
    </BroadcastForm>
  );
}

function AnnouncementForm() {
  const [message, setMessage] = useState('');
  const [event, setEvent] = useState('');
  const events = useQuery(eventsQuery);
  const send = useBroadcast<NewAnnouncement>('announcements', () => setMessage(''));
  return (
    <BroadcastForm
      title="Announcement"
      why="A few words that every page shows until they are put away."
      action={event ? 'Tell the participants' : 'Tell everybody'}
      question={event ? 'Really tell the participants?' : 'Really tell everybody?'}
      done="Told."
      send={send}
      submit={() => send.mutate({ message, ...(event && { event }) })}
    >
      <label className="field">
        <span className="field-name">To</span>
        <select className="select" value={event} onChange={(change) => setEvent(change.target.value)}>
          <option value="">Everybody</option>
          {events.data?.map(({ id, title }) => (
            <option key={id} value={id}>
              Who takes part in {title}
            </option>
          ))}
        </select>
      </label>
      <Unloaded query={events} what="The events" />
      <label className="field broadcast-words">
        <span className="field-name">Words</span>
        <textarea
          className="input"
          required
          maxLength={500}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
        />
      </label>
    </BroadcastForm>
  );
}

/** Nothing that reaches everybody can be taken back, so the button asks once more. */
function BroadcastForm(props: {
  title: string;
  why: string;
  action: string;
  question: string;
  done: string;
  send: { isPending: boolean; isError: boolean; isSuccess: boolean; error: unknown; reset: () => void };
  submit: () => void;
  children: ReactNode;
}) {
  const { send } = props;
  const { asked, press, forget } = useConfirm(props.submit);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    press();
  }

  function changed() {
    forget();
    if (!send.isPending) send.reset();
  }

  return (
    <form className="broadcast-form" onSubmit={submit} onChange={changed} onKeyDown={ignoreHeldEnter}>
      <div>
        <h2>{props.title}</h2>
        <p>{props.why}</p>
      </div>
      {props.children}
      {wentOutBefore(send.error) ? (
        <ErrorNotice
          error={send.error}
          text="What you sent before did go out: it is in the list. Send again if this shall go out too."
        />
      ) : (
        send.isError && <ErrorNotice error={send.error} />
      )}
      {send.isSuccess && (
        <p className="field-done" role="status">
          <Icon name="check" /> {props.done}
        </p>
      )}
      <button
        type="submit"
        className="button button-primary"
        disabled={send.isPending}
        {...inNoHaste}
        onBlur={forget}
      >
        {asked ? props.question : props.action}
      </button>
    </form>
  );
}

function Past() {
  const past = useQuery(sentBroadcastsQuery);
  const events = useQuery(eventsQuery).data ?? [];
  const titleOf = (event: string) => events.find(({ id }) => id === event)?.title ?? 'an event';
  if (past.isPending) return <Skeleton lines={3} height={40} />;
  if (past.isError) return <ErrorNotice error={past.error} retry={() => void past.refetch()} />;
  if (past.data.length === 0) return <Empty title="Nothing was sent yet" />;
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>When</th>
            <th>To</th>
            <th>Coins</th>
            <th>Message</th>
          </tr>
        </thead>
        <tbody>
          {past.data.map(({ id, createdAt, event, coins, message }) => (
            <tr key={id}>
              <td>
                <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
              </td>
              <td className="broadcast-to">
                {event === null ? 'Everybody' : `Who takes part in ${titleOf(event)}`}
              </td>
              <td className="numeric">{coins || '–'}</td>
              <td className="broadcast-message">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
