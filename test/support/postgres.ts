import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A database of one's own on the Postgres that `./gavel test` started. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * An empty database, or a copy of `template` (a database that nobody is connected to).
 * `GAVEL_TEST_DATABASE_URL` names the server; `./gavel test [FILE…]` sets it.
 */
export async function createTestDatabase(template?: string): Promise<TestDatabase> {
  const server = process.env.GAVEL_TEST_DATABASE_URL;
  if (!server) throw new Error('GAVEL_TEST_DATABASE_URL is not set: run tests with ./gavel test [FILE…]');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await statement(server, `create database ${name}${template ? ` template "${template}"` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => statement(server, `drop database if exists ${name} with (force)`) };
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
