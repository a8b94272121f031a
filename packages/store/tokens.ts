import { createHash, randomBytes } from 'node:crypto';
import { bounds, type CreatedToken, type TokenInfo } from '@gavel/contract';
import { lockUser } from './create-submission.ts';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import { newId } from './new-id.ts';
import { iso } from './text.ts';
import type { Account } from './users.ts';

export interface Tokens {
  /** A new token, 256 random bits. Only its hash is kept. Fails with `too-many-tokens`. */
  create(userId: string, name: string): Promise<CreatedToken>;
  /** Whose token this is, or null. */
  owner(token: string): Promise<Account | null>;
  list(userId: string): Promise<TokenInfo[]>;
  /** Whether the user had such a token. */
  remove(userId: string, id: string): Promise<boolean>;
}

/** What is not made like a token of ours costs no question. */
const TOKEN = /^gavel_[\w-]{43}$/;

export function tokens(db: Database): Tokens {
  return {
    create: (userId, name) =>
      db.transaction().execute(async (tx) => {
        await lockUser(tx, userId);
        const { held } = await tx
          .selectFrom('apiToken')
          .select(({ fn }) => fn.countAll<string>().as('held'))
          .where('userId', '=', userId)
          .executeTakeFirstOrThrow();
        if (Number(held) >= bounds.tokensOfUser) throw new StoreError('too-many-tokens');
        return createToken(tx, userId, name);
      }),

    async owner(token) {
      if (!TOKEN.test(token)) return null;
      const row = await db
        .selectFrom('apiToken')
        .innerJoin('user', 'user.id', 'apiToken.userId')
        .select(['user.id', 'user.handle', 'user.role'])
        .where('apiToken.hash', '=', hashOf(token))
        .executeTakeFirst();
      return row ?? null;
    },

    async list(userId) {
      const rows = await db
        .selectFrom('apiToken')
        .select(['id', 'name', 'createdAt'])
        .where('userId', '=', userId)
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => ({ ...row, createdAt: iso(row.createdAt) }));
    },

    async remove(userId, id) {
      const removed = await db
        .deleteFrom('apiToken')
        .where('userId', '=', userId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return removed !== undefined;
    },
  };
}

export async function createToken(db: Database, userId: string, name: string): Promise<CreatedToken> {
  const id = newId();
  const token = `gavel_${randomBytes(32).toString('base64url')}`;
  const createdAt = new Date();
  await db
    .insertInto('apiToken')
    .values({ id, userId, name, hash: hashOf(token), createdAt })
    .execute();
  return { id, name, createdAt: iso(createdAt), token };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
