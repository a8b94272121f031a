import type { HoldingEvent } from '@gavel/contract';
import { Link } from '@tanstack/react-router';
import { Icon } from '../ui/Icon.tsx';

/** Where to submit what an event of one's own holds. What was written is there too. */
export function HeldNotice({ event, slug }: { event: HoldingEvent; slug: string }) {
  return (
    <div className="notice held" data-testid="held-by">
      <Icon name="alert" />
      <p>
        This problem is in <strong>{event.title}</strong>, which runs and which you take part in: submit it
        there.
      </p>
      <Link to="/events/$id/problems/$slug" params={{ id: event.id, slug }} className="button button-small">
        Open it there
      </Link>
    </div>
  );
}
