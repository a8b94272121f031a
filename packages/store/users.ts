import type { Me, Role } from '@gavel/contract';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { StoreError, violatedConstraint } from './errors.ts';
import { newId } from './new-id.ts';
import { createToken } from './tokens.ts';
import { balances } from './wallet.ts';

/** Who somebody is: all that a check of rights needs. */
export interface Account {
  readonly id: string;
  readonly handle: string;
  readonly role: Role;
}

interface NewAccount {
  readonly handle: string;
  readonly email: string;
  readonly role: Role;
  /** As better-auth hashes it; null: signs in by token only. */
  readonly passwordHash: string | null;
}

export interface Users {
  /** Fails with `handle-taken` or `email-taken`. */
  create(user: NewAccount): Promise<Account>;
  /** With a first token of this name, or not at all: a user without one could not be made again under the same handle. */
  createWithToken(user: NewAccount, tokenName: string): Promise<Account & { readonly token: string }>;
  me(id: string): Promise<Me | null>;
  /** The admin who was there first, or null. */
  firstAdmin(): Promise<Account | null>;
  /** Whatever the case of its letters; null: there is none. */
  byHandle(handle: string): Promise<Account | null>;
  /** false: nothing was changed, since nobody else is an admin. */
  setRole(id: string, role: Role): Promise<boolean>;
  /** Replaces the password and ends every session of the user. */
  setPassword(id: string, passwordHash: string): Promise<void>;
}

export function users(db: Database): Users {
  return {
    create: (user) => db.transaction().execute((tx) => create(tx, user)),

    createWithToken: (user, tokenName) =>
      db.transaction().execute(async (tx) => {
        const account = await create(tx, user);
        const { token } = await createToken(tx, account.id, tokenName);
        return { ...account, token };
      }),

    async me(id) {
      const row = await db
        .selectFrom('user')
        .select(['id', 'handle', 'role'])
        .where('id', '=', id)
        .executeTakeFirst();
      const [wallet] = await balances(db, [id]);
      return row && wallet ? { ...row, coins: wallet.coins } : null;
    },

    async firstAdmin() {
      const row = await db
        .selectFrom('user')
        .select(['id', 'handle', 'role'])
        .where('role', '=', 'admin')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    async byHandle(handle) {
      const row = await db
        .selectFrom('user')
        .select(['id', 'handle', 'role'])
        .where('handleKey', '=', handle.toLowerCase())
        .executeTakeFirst();
      return row ?? null;
    },

    async setRole(id, role) {
      const others = sql<boolean>`exists (select 1 from "user" where role = 'admin' and id <> ${id})`;
      const row = await db
        .updateTable('user')
        .set({ role })
        .where('id', '=', id)
        .where(role === 'admin' ? sql<boolean>`true` : others)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async setPassword(id, passwordHash) {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('session').where('userId', '=', id).execute();
        await tx
          .deleteFrom('account')
          .where('userId', '=', id)
          .where('providerId', '=', 'credential')
          .execute();
        await addCredential(tx, id, passwordHash);
      });
    },
  };
}

async function create(tx: Database, { handle, email, role, passwordHash }: NewAccount): Promise<Account> {
  const id = newId();
  const names = { handle, handleKey: handle.toLowerCase(), name: handle, email: email.toLowerCase() };
  await tx
    .insertInto('user')
    .values({ id, role, ...names })
    .execute()
    .catch((error) => {
      const constraint = violatedConstraint(error);
      if (constraint === 'user_handle_key_key') throw new StoreError('handle-taken');
      if (constraint === 'user_email_key') throw new StoreError('email-taken');
      throw error;
    });
  if (passwordHash !== null) await addCredential(tx, id, passwordHash);
  return { id, handle, role };
}

/** As better-auth keeps a password. */
async function addCredential(tx: Database, userId: string, password: string): Promise<void> {
  await tx
    .insertInto('account')
    .values({ id: newId(), userId, accountId: userId, providerId: 'credential', password })
    .execute();
}
