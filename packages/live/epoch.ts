import { randomBytes } from 'node:crypto';

/** 96 random bits: no two lives of a channel share a name. */
export const newEpoch = () => randomBytes(12).toString('base64url');
