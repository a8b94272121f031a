import { openStore } from '@gavel/store';
import type { TestPostgres } from '@gavel/test-support';
import pg from 'pg';

const USERS = 1_000;

/** A database of Gavel's own tables, with users and a problem, filled by these statements. Gives its address. */
export async function newRecord(
  server: TestPostgres,
  name: string,
  statements: readonly string[],
): Promise<string> {
  await ask(server.url, [`create database "${name}"`]);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const store = openStore(url.href);
  await store.migrate();
  await store.close();
  // What is made up is whole: looking up each reference takes longer than all the rest.
  await ask(url.href, ['set session_replication_role = replica', ...base, ...statements]);
  return url.href;
}

const base = [
  `insert into "user" (id, handle, handle_key, name, email, role)
  select ${idOf('n', 'now()')}, 'user' || n, 'user' || n, 'user' || n, n || '@x.test', 'admin'
  from generate_series(1, ${USERS}) n`,
  `insert into problem (id, slug, title, statement_markdown, statement_html, time_limit_ms, memory_limit_kib)
  values (gen_random_uuid(), 'sum', 'Sum', '', '', 1000, 65536)`,
];

async function ask(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** SQL of the id that a row made at `time` would have: later ones are greater. */
export function idOf(number: string, time: string): string {
  return `(
  lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(${number} % 4096), 3, '0')
  || '8' || substr(md5((${number})::text), 1, 15))::uuid`;
}

/** SQL of the user of a row. */
export const userOf = (number: string) =>
  `(select array_agg(id order by id) from "user")[1 + ${number} % ${USERS}]`;
