import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { meQuery } from '../api/queries.ts';
import { useConnectionState } from '../live/LiveProvider.tsx';
import type { ConnectionState } from '../live/transport.ts';

const words: Record<ConnectionState, string> = {
  open: 'Live',
  connecting: 'Connecting',
  waiting: 'Reconnecting',
  closed: 'Not live',
};

/** Always in the header of somebody signed in. */
export function ConnectionMark() {
  const state = useConnectionState();
  return (
    <span
      className="connection"
      data-testid="connection-state"
      data-state={state}
      title={state === 'open' ? 'Results arrive by themselves' : 'Results arrive a little later'}
    >
      <span className="connection-word">{words[state]}</span>
    </span>
  );
}

type Outage = 'none' | 'lost' | 'back';

const BACK_ONLINE_MS = 3_000;

/** Says by itself that the connection is lost, and that it is back; silent while a page opens. */
export function ConnectionBanner() {
  const outage = useOutage();
  const signedIn = useQuery(meQuery).data != null;
  const text =
    outage === 'lost' && signedIn
      ? 'Reconnecting… Results still arrive, a little later.'
      : outage === 'back'
        ? 'Back online'
        : '';
  return (
    <div className="banner" data-outage={text ? outage : 'none'} role="status">
      {text}
    </div>
  );
}

function useOutage(): Outage {
  const state = useConnectionState();
  const [outage, setOutage] = useState<Outage>('none');
  const [lastState, setLastState] = useState(state);
  if (state !== lastState) {
    setLastState(state);
    if (state === 'waiting') setOutage('lost');
    if (state === 'open' && outage === 'lost') setOutage('back');
    if (state === 'closed') setOutage('none');
  }
  useEffect(() => {
    if (outage !== 'back') return;
    const timer = setTimeout(() => setOutage('none'), BACK_ONLINE_MS);
    return () => clearTimeout(timer);
  }, [outage]);
  return outage;
}
