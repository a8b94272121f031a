import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './database.ts';

/**
 * Keeps verdicts that are about to be replaced, tests and all: the record shows every verdict that ever was in force.
 * @param submissions a query of ids; all of them are done
 */
export async function keepPastVerdicts(
  tx: Kysely<Tables>,
  submissions: RawBuilder<unknown>,
  replaced: { by: string; rejudgingId: string | null },
): Promise<void> {
  await sql`
    insert into past_verdict (submission_id, attempt, verdict, score, cpu_ms, memory_kib, total_tests, compile, error,
      judged_at, rejudging_id, replaced_by, tests)
    select id, attempt, verdict, score, cpu_ms, memory_kib, total_tests, compile, error,
      finished_at, ${replaced.rejudgingId}::uuid, ${replaced.by}::uuid,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'index', test.index, 'name', test.name, 'verdict', test.verdict, 'cpuMs', test.cpu_ms,
          'wallMs', test.wall_ms, 'memoryKiB', test.memory_kib, 'points', test.points,
          'limit', test."limit", 'exitCode', test.exit_code, 'signal', test.signal,
          'message', test.message) order by test.index), '[]')
        from submission_test test where test.submission_id = submission.id)
    from submission where id in (${submissions})`.execute(tx);
  await sql`delete from submission_test where submission_id in (${submissions})`.execute(tx);
}
