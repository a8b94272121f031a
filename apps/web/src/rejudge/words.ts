import type { RejudgingSelection, RejudgingState } from '@gavel/contract';

const states: Record<RejudgingState, string> = {
  judging: 'Being judged',
  judged: 'Waits for you',
  applied: 'Applied',
  cancelled: 'Dropped',
};

export function stateName(state: RejudgingState): string {
  return states[state];
}

interface Names {
  problem: (slug: string) => string;
  event: (id: string) => string;
  language: (id: string) => string;
}

/** `Two sums, in C++, with WA or TLE`. */
export function describeSelection(selection: RejudgingSelection, names: Names): string {
  const { problem, event, submissions, language, verdicts } = selection;
  const what = [
    ...(problem ? [names.problem(problem)] : []),
    ...(event ? [names.event(event)] : []),
    ...(submissions ? [submissions === 1 ? 'one submission' : `${submissions} submissions`] : []),
  ].join(' and ');
  const narrowed = [
    what,
    ...(language ? [`in ${names.language(language)}`] : []),
    ...(verdicts ? [`with ${verdicts.join(' or ')}`] : []),
  ];
  return narrowed.join(', ');
}

export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
