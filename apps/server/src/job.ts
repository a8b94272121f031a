import type { Job } from '@gavel/contract';
import type { NewJob } from '@gavel/queue';

/** The job for a row: its tenant is the row's user, its id the row's, so that adding it twice adds it once. */
export function jobOf(job: Job, userId: string, jobClass: string, attempt = 0): NewJob {
  return { id: job.id, tenant: userId, class: jobClass, payload: JSON.stringify(job), attempt };
}
