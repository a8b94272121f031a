import type { HoldingEvent, Problem } from '@gavel/contract';
import { useEffect, useState } from 'react';
import { serverClock } from './server-clock.ts';

/** The event that holds the problem, until its end. */
export function useHoldingEvent({ heldBy }: Problem): HoldingEvent | null {
  const [now, setNow] = useState(() => serverClock.now());
  const left = heldBy ? Date.parse(heldBy.endsAt) - now : 0;
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(serverClock.now()), Math.min(left, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }, [left]);
  return heldBy && left > 0 ? heldBy : null;
}

/** https://developer.mozilla.org/docs/Web/API/Window/setTimeout#maximum_delay_value */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
