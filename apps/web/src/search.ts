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

export interface SubmissionsSearch {
  problem?: string | undefined;
  event?: string | undefined;
  /** For admins: of everybody, or of whom. */
  of?: 'all' | undefined;
  handle?: string | undefined;
}

/**
 * What the address says of the list of submissions. Anything not understood is named as left out: the router would
 * give on what is not named.
 */
export function readSubmissionsSearch(search: Record<string, unknown>): SubmissionsSearch {
  return {
    problem: like(SLUG, search.problem),
    event: like(ID, search.event),
    of: search.of === 'all' ? 'all' : undefined,
    handle: like(HANDLE, search.handle),
  };
}

/** Which problem a package shall replace. */
export function readPackageSearch(search: Record<string, unknown>): { slug?: string | undefined } {
  return { slug: like(SLUG, search.slug) };
}

/** As the contract has them. */
const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HANDLE = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{1,31}$/;

function like(pattern: RegExp, value: unknown): string | undefined {
  const { text } = textOrNothing('text', value);
  return text !== undefined && pattern.test(text) ? text : undefined;
}

/** Where to go after signing in: only a path of this very app, never another site. */
export function safeReturn(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/')) return '/problems';
  const base = 'http://app.invalid';
  const url = URL.canParse(to, base) ? new URL(to, base) : null;
  if (url === null || url.origin !== base) return '/problems';
  return url.pathname + url.search + url.hash;
}
