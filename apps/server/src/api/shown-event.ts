import type { EventDetail, EventSummary } from '@gavel/contract';
import { type Account, type ListedEvent, labelled, type StoredEvent } from '@gavel/store';

/** Whether this reader may know of it: drafts are for admins. */
export const maySee = (event: Pick<StoredEvent, 'visibility'>, account: Account | null): boolean =>
  event.visibility !== 'hidden' || account?.role === 'admin';

/** The problems are told when it begins. */
export const maySeeProblems = (event: Pick<StoredEvent, 'startsAt'>, account: Account | null): boolean =>
  Date.parse(event.startsAt) <= Date.now() || account?.role === 'admin';

/** As this reader sees it in the list. `joined`: the events that the reader takes part in, null for a visitor. */
export function shownSummary(
  event: ListedEvent,
  account: Account | null,
  joined: ReadonlySet<string> | null,
): EventSummary {
  const { problems, ...rest } = event;
  const slugs = maySeeProblems(event, account) ? problems.map(({ slug }) => slug) : [];
  return { ...rest, problems: slugs, joined: joined?.has(event.id) ?? null };
}

export function shownEvent(
  event: StoredEvent,
  account: Account | null,
  joined: ReadonlySet<string> | null,
): EventDetail {
  const { description, descriptionHtml } = event;
  const problemList = maySeeProblems(event, account) ? event.problems.map(labelled) : [];
  return { ...shownSummary(event, account, joined), description, descriptionHtml, problemList };
}
