import { bullmq } from './bullmq.ts';
import { gavel } from './gavel.ts';
import { lists } from './lists.ts';

export const contestants = { gavel: gavel(1), 'gavel 1,000 tenants': gavel(1_000), bullmq, lists };

export type ContestantName = keyof typeof contestants;
