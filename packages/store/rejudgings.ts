import type {
  RejudgedSubmission,
  Rejudging,
  RejudgingSelection,
  RejudgingSummary,
  Verdict,
} from '@gavel/contract';
import { type SqlBool, sql } from 'kysely';
import { createRejudging, type NewRejudgingRow } from './create-rejudging.ts';
import type { Database } from './database.ts';
import {
  type AppliedRejudging,
  applyRejudging,
  type CancelledRejudging,
  cancelRejudging,
  rejudgingState,
} from './end-rejudging.ts';
import { iso } from './text.ts';

export interface Rejudgings {
  /**
   * Makes the set of all judged submissions that are asked for, and of those under way. Gives the ids of its judgings.
   * Fails with `unknown-problem`, `unknown-event`, `nothing-to-rejudge`, `rejudging-too-large` or `rejudging-overlaps`.
   */
  create(set: NewRejudgingRow): Promise<{ id: string; judgings: string[] }>;
  get(id: string): Promise<Rejudging | null>;
  /** Newest first, with an id below `before`. */
  list(before: string | null, limit: number): Promise<RejudgingSummary[]>;
  /** By their age, from above `after`; `changed`: only those whose verdict or score differs. */
  submissions(id: string, filter: RejudgedFilter): Promise<(RejudgedSubmission & { cursor: string })[]>;
  /**
   * Puts the new verdicts in force, all or none; those of submissions that were judged since, and judge errors, are
   * left. Fails with `rejudging-unfinished` or `rejudging-ended`. Applying again changes nothing. null: unknown.
   */
  apply(id: string, by: string): Promise<AppliedRejudging | null>;
  /** Drops the new verdicts. Fails with `rejudging-ended` if they were applied. Cancelling again changes nothing. */
  cancel(id: string, by: string): Promise<CancelledRejudging | null>;
}

interface RejudgedFilter {
  readonly changed: boolean;
  /** `cursor` of one of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

export function rejudgings(db: Database): Rejudgings {
  return {
    create: (set) => createRejudging(db, set),
    apply: (id, by) => db.transaction().execute((tx) => applyRejudging(tx, id, by)),
    cancel: (id, by) => db.transaction().execute((tx) => cancelRejudging(tx, id, by)),

    async get(id) {
      const row = await summaries(db).where('rejudging.id', '=', id).executeTakeFirst();
      if (!row) return null;
      const counts = await compared(db, id)
        .select([oldVerdict.as('from'), 'judging.verdict as to'])
        .select([
          sql<number>`count(*) filter (where not ${kept})::int`.as('count'),
          sql<number>`count(*) filter (where ${kept})::int`.as('kept'),
          sql<number>`count(*) filter (where ${changed})::int`.as('changed'),
        ])
        .where('judging.verdict', 'is not', null)
        .groupBy([oldVerdict, 'judging.verdict'])
        .execute();
      return {
        ...summary(row),
        pairs: counts.flatMap(({ from, to, count }) =>
          from && to && count > 0 ? [{ from, to, count }] : [],
        ),
        changed: counts.reduce((sum, each) => sum + each.changed, 0),
        kept: counts.reduce((sum, each) => sum + each.kept, 0),
      };
    },

    async list(before, limit) {
      let query = summaries(db).orderBy('rejudging.id', 'desc').limit(limit);
      if (before !== null) query = query.where('rejudging.id', '<', before);
      return (await query.execute()).map(summary);
    },

    async submissions(id, { changed: onlyChanged, after, limit }) {
      let query = compared(db, id)
        .innerJoin('problem', 'problem.id', 'submission.problemId')
        .innerJoin('user', 'user.id', 'submission.userId')
        .select(['judging.id as cursor', 'submission.id as submission', 'problem.slug as problem'])
        .select(['user.id as userId', 'user.handle', 'submission.language', 'submission.createdAt'])
        .select([oldVerdict.as('fromVerdict'), oldScore.as('fromScore')])
        .select(['judging.verdict as toVerdict', 'judging.score as toScore', 'judging.error'])
        .select(kept.as('kept'))
        .orderBy('judging.id')
        .limit(limit);
      if (onlyChanged) query = query.where(changed);
      if (after !== null) query = query.where('judging.id', '>', after);
      const rows = await query.execute();
      return rows.map(
        ({ userId, handle, createdAt, fromVerdict, fromScore, toVerdict, toScore, ...row }) => ({
          ...row,
          user: { id: userId, handle },
          createdAt: iso(createdAt),
          from: fromVerdict && { verdict: fromVerdict, score: fromScore },
          to: toVerdict && { verdict: toVerdict, score: toScore },
        }),
      );
    },
  };
}

const isOpen = sql<SqlBool>`judging.state in ('queued', 'running', 'done')`;

/** While the set is open the old verdict is the submission's, afterwards what it was at its end. */
const oldVerdict = sql<Verdict | null>`case when ${isOpen} then submission.verdict else judging.old_verdict end`;
const oldScore = sql<number | null>`case when ${isOpen} then submission.score else judging.old_score end`;

/** The submission keeps what it has: it was judged since, or the new verdict is a judge error. */
const kept = sql<boolean>`(judging.state = 'kept' or (judging.state = 'done'
  and (submission.state <> 'done' or submission.attempt <> judging.base_attempt or judging.verdict = 'JE')))`;

const changed = sql<boolean>`(judging.verdict is not null and not ${kept}
  and (${oldVerdict} is distinct from judging.verdict or ${oldScore} is distinct from judging.score))`;

function compared(db: Database, id: string) {
  return db
    .selectFrom('judging')
    .innerJoin('submission', 'submission.id', 'judging.submissionId')
    .where('rejudgingId', '=', id);
}

function summaries(db: Database) {
  return db
    .selectFrom('rejudging')
    .innerJoin('user', 'user.id', 'rejudging.createdBy')
    .select([
      'rejudging.id',
      'reason',
      'selection',
      'state',
      'total',
      'done',
      'endedAt',
      'createdBy',
      'handle',
    ])
    .select('rejudging.createdAt');
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function summary({ createdBy, handle, createdAt, endedAt, ...row }: SummaryRow): RejudgingSummary {
  return {
    ...row,
    selection: row.selection as RejudgingSelection,
    state: rejudgingState(row),
    createdBy: { id: createdBy, handle },
    createdAt: iso(createdAt),
    endedAt: iso(endedAt),
  };
}
