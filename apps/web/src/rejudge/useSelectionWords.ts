import type { RejudgingSelection } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { eventsQuery, problemsQuery } from '../api/queries.ts';
import { useLanguageName } from '../api/useLanguageName.ts';
import { isolate } from '../ui/format.ts';
import { describeSelection } from './words.ts';

/** What a set was made of, for people. */
export function useSelectionWords(): (selection: RejudgingSelection) => string {
  const language = useLanguageName();
  const problems = useQuery(problemsQuery).data ?? [];
  const events = useQuery(eventsQuery).data ?? [];
  const titles = new Map([
    ...problems.map(({ slug, title }) => [slug, title] as const),
    ...events.map(({ id, title }) => [id, title] as const),
  ]);
  const problem = (slug: string) => isolate(titles.get(slug) ?? slug);
  const event = (id: string) => isolate(titles.get(id) ?? 'an event');
  return (selection) => describeSelection(selection, { problem, event, language });
}
