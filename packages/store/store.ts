import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type Blobs, blobs } from './blobs.ts';
import { type Broadcasts, broadcasts } from './broadcasts.ts';
import type { StoreTransaction, Tables } from './database.ts';
import { type Events, events } from './events.ts';
import { type Judgings, judgings } from './judgings.ts';
import { migrate } from './migrate.ts';
import { type Problems, problems } from './problems.ts';
import { type Rejudgings, rejudgings } from './rejudgings.ts';
import { removeOld } from './remove-old.ts';
import { type Runs, runs } from './runs.ts';
import { type EventStandings, standings } from './standings.ts';
import { type Submissions, submissions } from './submissions.ts';
import { type Tokens, tokens } from './tokens.ts';
import { type Users, users } from './users.ts';

interface StoreOptions {
  /** Connections at most. */
  readonly poolSize?: number;
  /** Told of a connection that broke; its query, if any, fails by itself, and the pool makes another connection. */
  readonly onConnectionError?: (error: Error) => void;
}

export interface Store {
  /** The connections themselves, for a library that speaks SQL of its own. */
  readonly pool: pg.Pool;
  readonly blobs: Blobs;
  readonly broadcasts: Broadcasts;
  readonly events: Events;
  readonly judgings: Judgings;
  readonly problems: Problems;
  readonly rejudgings: Rejudgings;
  readonly runs: Runs;
  readonly standings: EventStandings;
  readonly submissions: Submissions;
  readonly tokens: Tokens;
  readonly users: Users;
  /** One READ COMMITTED transaction. `work` runs once. */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  /** SQL of a library's own, within a transaction; gives its rows. */
  query(tx: StoreTransaction, text: string, values: readonly unknown[]): Promise<readonly object[]>;
  /** Brings the schema up to date and names what was run. Any number of processes may call it at once. */
  migrate(): Promise<string[]>;
  /** Removes some ended runs and idempotency keys that are older than a week; gives how many. */
  removeOld(): Promise<number>;
  /** Fails if Postgres does not answer. */
  ping(): Promise<void>;
  /** Waits for queries under way, then closes every connection. */
  close(): Promise<void>;
}

/** Connects when first used. */
export function openStore(url: string, options: StoreOptions = {}): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    // A Postgres that hangs must not hold requests for ever; no query of ours takes a tenth of this.
    query_timeout: 60_000,
    application_name: 'gavel',
  });
  const onError = (error: Error) => options.onConnectionError?.(error);
  pool.on('error', onError);
  // The pool listens to idle connections only: one that breaks between the queries of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', onError));
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return {
    pool,
    blobs: blobs(db),
    broadcasts: broadcasts(db),
    events: events(db),
    judgings: judgings(db),
    problems: problems(db),
    rejudgings: rejudgings(db),
    runs: runs(db),
    standings: standings(db),
    submissions: submissions(db),
    tokens: tokens(db),
    users: users(db),
    transaction: (work) => db.transaction().execute(work),
    async query(tx, text, values) {
      const { rows } = await tx.executeQuery<object>(CompiledQuery.raw(text, [...values]));
      return rows;
    },
    migrate: () => migrate(db),
    removeOld: () => removeOld(db),
    ping: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  };
}
