import type { Job } from '@gavel/contract';
import type { NewJob } from '@gavel/queue';
import type { Store } from '@gavel/store';

/** The one queue of everything that is judged. */
export const QUEUE_NAME = 'judge';

/** The job for a row: its id is the row's, so that adding it twice adds it once. */
export function jobOf(job: Job, tenant: string, jobClass: string, attempt = 0): NewJob {
  return { id: job.id, tenant, class: jobClass, payload: JSON.stringify(job), attempt };
}

/** The rows that jobs of a kind are for. */
export function rowsOf(store: Store, kind: Job['kind']) {
  return { submission: store.submissions, run: store.runs, judging: store.judgings }[kind];
}
