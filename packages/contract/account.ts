import { z } from 'zod';
import { Handle, Id } from './primitives.ts';

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

export const Me = z.object({ id: Id, handle: Handle, role: Role, coins: z.int() }).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
