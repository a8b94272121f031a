import { RedisLink, runScript } from '@gavel/redis-link';
import { closed, unavailable } from './errors.ts';
import { scripts } from './scripts.ts';

type Grant = ['hit', reign: string, value: string] | ['lease' | 'wait' | 'writer', reign: string];

/** After Redis was found away, reads leave it alone for this many milliseconds. Writes always try. */
const RESPITE_MS = 1_000;
/** A server that is demoted and takes over again may keep its connections: so long a reign is believed to go on. */
const REIGN_MS = 1_000;
/** Values that one command asks for: what lies between two calls of others in Redis. */
const PAGE = 100;
/** Milliseconds more that a write waits for Redis than a read: nothing may be half done. */
const WRITE_PATIENCE_MS = 1_750;

/** The scripts as calls, and what is believed of their answers. `root` names an entry. */
export class CacheRedis {
  readonly #link: RedisLink;
  readonly #onError: (error: Error) => void;
  #awayUntil = 0;
  /** Of the server behind the link's current connection, as long as that is this one. */
  #reign: { readonly id: string; readonly connections: number; readonly askedAt: number } | null = null;

  constructor(url: string, timeoutMs: number, onError: (error: Error) => void) {
    this.#onError = onError;
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
  }

  /** The value of each, null if there is none that can be believed at once. @throws any error of Redis */
  async get(roots: readonly string[]): Promise<(string | null)[]> {
    return this.#forRead(async () => {
      const { connections, isCluster } = this.#link;
      // The nodes of a cluster have reigns of their own, which only a script there can tell.
      if (isCluster) return Promise.all(roots.map((root) => this.#ask(root, connections)));
      const pages = Array.from({ length: Math.ceil(roots.length / PAGE) }, (_, nth) =>
        this.#getPage(roots.slice(nth * PAGE, (nth + 1) * PAGE), connections),
      );
      return (await Promise.all(pages)).flat();
    });
  }

  async #getPage(roots: readonly string[], connections: number): Promise<(string | null)[]> {
    const texts = await this.#link.run((client) => client.mGet(roots.map((root) => `${root}:value`)));
    const reign = this.#reign;
    const known =
      reign?.connections === connections &&
      this.#link.connections === connections &&
      performance.now() - reign.askedAt < REIGN_MS;
    const values = texts.map((text, nth) => {
      if (text === null) return null;
      return known && text.startsWith(reign.id)
        ? text.slice(reign.id.length)
        : this.#ask(roots[nth] as string, connections);
    });
    return Promise.all(values);
  }

  /** The value, if the Redis that has it has not begun another reign since it was put. */
  async #ask(root: string, connections: number): Promise<string | null> {
    const [id, value] = (await this.#script('get', root, [])) as [string, string | null];
    this.#learn(id, connections);
    return value;
  }

  /** Asks to fill; a value found meanwhile comes without the name of the server's reign. */
  async lease(root: string, token: string, leaseMs: number, refresh: boolean): Promise<Grant> {
    return this.#forRead(async () => {
      const { connections } = this.#link;
      const args = [token, leaseMs, refresh ? 1 : 0];
      const grant = (await this.#script('lease', root, args)) as Grant;
      const [, id] = grant;
      this.#learn(id, connections);
      return grant[0] === 'hit' ? ['hit', id, grant[2].slice(id.length)] : grant;
    });
  }

  #learn(id: string, connections: number): void {
    if (this.#link.connections !== connections) return;
    this.#reign = { id, connections, askedAt: performance.now() };
  }

  /** An empty text gives the lease back. */
  async fill(
    root: string,
    token: string,
    text: string,
    lifeMs: number,
  ): Promise<'filled' | 'writer' | 'lost'> {
    const reply = await this.#forRead(() => this.#script('fill', root, [token, text, lifeMs]));
    return reply as 'filled' | 'writer' | 'lost';
  }

  async begin(
    root: string,
    writer: string,
    markerMs: number,
    exclusive: boolean,
  ): Promise<'alone' | 'among' | 'busy'> {
    const args = [writer, markerMs, exclusive ? 1 : 0];
    return (await this.#script('begin', root, args, WRITE_PATIENCE_MS)) as 'alone' | 'among' | 'busy';
  }

  async provide(root: string, writer: string, text: string, lifeMs: number): Promise<boolean> {
    return (await this.#script('provide', root, [writer, text, lifeMs], WRITE_PATIENCE_MS)) === 1;
  }

  /** An empty text puts nothing. */
  async end(root: string, writer: string, text: string, lifeMs: number): Promise<void> {
    await this.#script('end', root, [writer, text, lifeMs], WRITE_PATIENCE_MS);
  }

  /** True: there was a value. */
  async clear(root: string): Promise<boolean> {
    return (await this.#script('clear', root, [], WRITE_PATIENCE_MS)) === 1;
  }

  /** The roots of all entries whose keys begin with `prefix`. Walks all keys of the server. */
  async roots(prefix: string): Promise<string[]> {
    const roots = new Set<string>();
    let cursor = '0';
    do {
      const page = await this.#link.run(
        (client) => client.scan(cursor, { MATCH: `${prefix}*`, COUNT: 1_000 }),
        WRITE_PATIENCE_MS,
      );
      for (const key of page.keys) roots.add(key.slice(0, key.indexOf('}') + 1));
      cursor = page.cursor;
    } while (cursor !== '0');
    return [...roots];
  }

  close(): void {
    this.#link.close();
  }

  #script(
    name: keyof typeof scripts,
    root: string,
    args: (string | number)[],
    patienceMs = 0,
  ): Promise<unknown> {
    return this.#link.run((client) => runScript(client, scripts[name], root, args), patienceMs);
  }

  /** One read finds out that Redis is away; those of the next second need not wait for it too. */
  async #forRead<T>(call: () => Promise<T>): Promise<T> {
    if (performance.now() < this.#awayUntil) throw unavailable();
    try {
      return await call();
    } catch (error) {
      this.#awayUntil = performance.now() + RESPITE_MS;
      this.#onError(error as Error);
      throw error;
    }
  }
}
