import { z } from 'zod';
import { Id, Timestamp } from './primitives.ts';

/** NUL and unpaired surrogates are not text: Postgres cannot keep them. */
const Message = z
  .string()
  .trim()
  .max(500)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'the message is not text' });

export const NewLucky = z.object({
  coins: z.int().min(1).max(1_000_000).meta({ description: 'for each user' }),
  message: Message.default(''),
});
export type NewLucky = z.input<typeof NewLucky>;

export const Lucky = z.object({ id: Id, coins: z.int(), message: z.string() }).meta({ id: 'Lucky' });
export type Lucky = z.infer<typeof Lucky>;

export const NewAnnouncement = z.object({
  message: Message.min(1, 'the message is empty'),
  event: Id.optional().meta({ description: 'only for those who take part in it' }),
});
export type NewAnnouncement = z.input<typeof NewAnnouncement>;

/** Something that an admin gave or told to everybody. An announcement has no coins, and may be for an event only. */
export const Broadcast = z
  .object({
    id: Id,
    type: z.enum(['lucky', 'announcement']),
    coins: z.int().min(0),
    message: z.string(),
    event: Id.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Broadcast' });
export type Broadcast = z.infer<typeof Broadcast>;
