/** The record of Gavel in Postgres: schema, migrations, queries. */
export type { BlobFile } from './blobs.ts';
export type { StoreTransaction } from './database.ts';
export type { AppliedRejudging, ChangedVerdict } from './end-rejudging.ts';
export { isDatabaseUnavailable, StoreError, type StoreErrorCode } from './errors.ts';
export type { EventFields, ListedEvent, StoredEvent } from './events.ts';
export type { Finished, SubmissionOutcome, SubmissionWork, WorkTest } from './judging.ts';
export type { RejudgingProgress } from './judgings.ts';
export { newId } from './new-id.ts';
export type { NewProblem, ProblemContent, ProblemOutline, ProblemReads } from './problems.ts';
export type { Requeued } from './rejudge-submission.ts';
export type { RunOutcome, RunWork } from './runs.ts';
export { labelled } from './standings.ts';
export { openStore, type Store } from './store.ts';
export type { StoredSubmission } from './submissions.ts';
export type { Unfinished } from './unfinished.ts';
export type { Account } from './users.ts';
