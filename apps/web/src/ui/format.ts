/** `1.2 s`, `85 ms`. */
export function formatMilliseconds(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** For a program that was stopped: one that slept or waited has used little CPU time. */
export function formatBothTimes(cpuMs: number | null, wallMs: number): string {
  return `${formatMilliseconds(cpuMs)} CPU, ${formatMilliseconds(wallMs)} wall`;
}

/** An estimate, not promised to the second: `about 7 s`, `about 3 min`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 90 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}

/** Limits are round numbers: `1 s`, `1.5 s`, `200 ms`. */
export function formatLimit(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}

/** `3.4 MiB`, `256 MiB`, `800 KiB`. */
export function formatKibibytes(kib: number | null): string {
  if (kib === null) return '–';
  if (kib < 1024) return `${kib} KiB`;
  const mib = kib / 1024;
  return `${mib < 100 && !Number.isInteger(mib) ? mib.toFixed(1) : Math.round(mib)} MiB`;
}

const steps: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `5 minutes ago`. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step ? relative.format(Math.round(seconds / step[1]), step[0]) : 'just now';
}

/** In the reader's own time zone. */
export function formatMoment(iso: string): string {
  return absolute.format(new Date(iso));
}

/** A title inside of a text that has no place for `<bdi>`: what turns its direction ends with it. */
export function isolate(title: string): string {
  return `\u2068${title}\u2069`;
}
