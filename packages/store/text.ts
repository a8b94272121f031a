/** Output of programs may hold what Postgres cannot keep as text: NUL and unpaired surrogates become U+FFFD. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

export function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

/** As a jsonb parameter. */
export function json(value: object | null): string | null {
  return value === null
    ? null
    : JSON.stringify(value, (_key, part) => (typeof part === 'string' ? storable(part) : part));
}

export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
