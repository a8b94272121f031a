import { randomUUIDv7 } from 'node:crypto';

/** A UUIDv7. Made here and not by the database: Postgres has `uuidv7()` only from version 18 on. */
export const newId = (): string => randomUUIDv7();
