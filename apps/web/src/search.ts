const statuses = ['none', 'tried', 'solved'] as const;
export type StatusFilter = (typeof statuses)[number];

export interface ProblemsSearch {
  q?: string;
  status?: StatusFilter;
}

/** What the address says of the problem list; anything not understood is left out. */
export function readProblemsSearch(search: Record<string, unknown>): ProblemsSearch {
  const status = statuses.find((known) => known === search.status);
  return { ...textOrNothing('q', search.q), ...(status && { status }) };
}

/** The router reads `?q=12` as a number: text is made of it again. */
export function textOrNothing<K extends string>(key: K, value: unknown): { [k in K]?: string } {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? ({ [key]: text } as { [k in K]: string }) : {};
}

/** The name of a problem, as the contract's `Slug` has it; what is none is left out. */
export function readProblem(value: unknown): { problem?: string } {
  const { problem } = textOrNothing('problem', value);
  return problem !== undefined && /^[a-z0-9][a-z0-9-]{0,63}$/.test(problem) ? { problem } : {};
}

/** Where to go after signing in: only a path of this very app, never another site. */
export function safeReturn(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/')) return '/problems';
  const base = 'http://app.invalid';
  const url = URL.canParse(to, base) ? new URL(to, base) : null;
  if (url === null || url.origin !== base) return '/problems';
  return url.pathname + url.search + url.hash;
}
