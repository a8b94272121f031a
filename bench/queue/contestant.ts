/** A queue under measurement, on a Redis that all of them share. Jobs have a few bytes and are forgotten when done. */
export interface Contestant extends AsyncDisposable {
  /** One after the other, each waited for. */
  addAwaited(count: number): Promise<void>;
  /** All at once, then waited for. */
  addUnawaited(count: number): Promise<void>;
  addBulk(count: number): Promise<void>;
  addOne(id: string): Promise<unknown>;
  /** Workers of this process with a handler that does nothing but tell. Resolves when they are ready. */
  work(concurrency: number, onJob: (id: string) => void): Promise<AsyncDisposable>;
}

export interface Server {
  readonly url: string;
  readonly port: number;
}

/** Of one name in several processes: one queue. */
export type Open = (server: Server, name?: string) => Promise<Contestant>;

export async function inPages(
  count: number,
  page: number,
  call: (from: number, to: number) => Promise<unknown>,
) {
  for (let from = 0; from < count; from += page) await call(from, Math.min(from + page, count));
}

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
