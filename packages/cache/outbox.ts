import type { Change, Database } from './types.ts';

/** Notes within a transaction what is to be cleared when Redis is back. The table is in the README. */
export async function remember<Tx>(
  database: Database<Tx>,
  tx: Tx,
  changes: readonly Change<Tx>[],
): Promise<void> {
  const resources = changes.map(({ resource }) => resource.name);
  const ids = changes.map(({ id }) => id);
  const insert = 'insert into cache_outbox (resource, id) select * from unnest($1::text[], $2::text[])';
  await database.query(tx, insert, [resources, ids]);
}

export interface Owed {
  readonly resource: string;
  readonly id: string;
}

/** Clears up to `count` entries that are owed; gives how many. If `clear` fails they are still owed. */
export async function settle<Tx>(
  database: Database<Tx>,
  count: number,
  clear: (owed: Owed) => Promise<unknown>,
): Promise<number> {
  return database.transaction(async (tx) => {
    const take = `delete from cache_outbox where number in
      (select number from cache_outbox order by number limit $1 for update skip locked) returning resource, id`;
    const rows = (await database.query(tx, take, [count])) as readonly Owed[];
    await Promise.all(rows.map(clear));
    return rows.length;
  });
}
