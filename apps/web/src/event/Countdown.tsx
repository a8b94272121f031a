import type { EventSummary } from '@gavel/contract';
import { formatRemaining, nextChange, type Phase, phaseOf } from './phase.ts';
import { useServerNow } from './useServerNow.ts';

const words: Record<Phase, string> = { upcoming: 'Begins in', running: 'Ends in', over: 'Over' };

/** By the server's clock. Silent for screen readers, which would hear every second; the times beside it say the same. */
export function Countdown({ event }: { event: EventSummary }) {
  const now = useServerNow();
  const change = nextChange(event, now);
  return (
    <span className="countdown numbers" data-phase={phaseOf(event, now)} role="timer" aria-live="off">
      {words[phaseOf(event, now)]}
      {change !== null && <strong>{formatRemaining(change - now)}</strong>}
    </span>
  );
}
