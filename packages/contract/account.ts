import { z } from 'zod';
import { Handle, Id, Timestamp } from './primitives.ts';

export const Role = z.enum(['user', 'admin']);
export type Role = z.infer<typeof Role>;

export const NewUser = z.object({
  handle: Handle,
  email: z.email().optional(),
  password: z.string().min(8).max(128).optional(),
});
export type NewUser = z.infer<typeof NewUser>;

/** The token is shown this once; only its hash is kept. */
export const CreatedUser = z.object({ id: Id, handle: Handle, token: z.string() });
export type CreatedUser = z.infer<typeof CreatedUser>;

/** `open`: visitors may make an account. */
export const SignUpState = z.object({ open: z.boolean() }).meta({ id: 'SignUpState' });
export type SignUpState = z.infer<typeof SignUpState>;

export const Me = z.object({ id: Id, handle: Handle, role: Role, coins: z.int() }).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const NewToken = z.object({ name: z.string().trim().min(1).max(64) });
export type NewToken = z.infer<typeof NewToken>;

export const TokenInfo = z
  .object({ id: Id, name: z.string(), createdAt: Timestamp })
  .meta({ id: 'TokenInfo' });
export type TokenInfo = z.infer<typeof TokenInfo>;

/** The token is shown this once; only its hash is kept. */
export const CreatedToken = TokenInfo.extend({ token: z.string() }).meta({ id: 'CreatedToken' });
export type CreatedToken = z.infer<typeof CreatedToken>;
