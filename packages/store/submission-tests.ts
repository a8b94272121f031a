import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './database.ts';

/**
 * One statement, however many tests.
 * @param judged a query of pairs: a submission's id, its tests as a jsonb array of `TestResult`
 */
export async function insertTests(tx: Kysely<Tables>, judged: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into submission_test (submission_id, index, name, verdict, cpu_ms, wall_ms, memory_kib, points, "limit",
      exit_code, signal, message)
    select id, index, name, verdict, "cpuMs", "wallMs", "memoryKiB", points, "limit", "exitCode", signal, message
    from (${judged}) as judged(id, tests), jsonb_to_recordset(tests) as test(
      index int, name text, verdict text, "cpuMs" int, "wallMs" int, "memoryKiB" int, points float8, "limit" text,
      "exitCode" int, signal text, message text)`.execute(tx);
}
