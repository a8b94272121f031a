import { QueueError } from './errors.ts';
import type { ClassWeights, NewJob, TakenJob } from './types.ts';

/** A job as Redis keeps it, so that a script need only pass it on: `CLASS TENANT\nPAYLOAD`. */
export function toRecord({ class: jobClass, tenant, payload }: NewJob): string {
  return `${jobClass} ${tenant}\n${payload}`;
}

export function toJob(id: string, attempt: number, record: string): TakenJob {
  const space = record.indexOf(' ');
  const line = record.indexOf('\n');
  return {
    id,
    tenant: record.slice(space + 1, line),
    class: record.slice(0, space),
    payload: record.slice(line + 1),
    attempt,
  };
}

/** A script's flat reply: id, attempt, record, id, … */
export function toJobs(reply: readonly (string | number)[]): TakenJob[] {
  const jobs: TakenJob[] = [];
  for (let i = 0; i < reply.length; i += 3) {
    jobs.push(toJob(reply[i] as string, reply[i + 1] as number, reply[i + 2] as string));
  }
  return jobs;
}

/** What lies in the inbox: a new job, `ID\nRECORD`, or nothing but a ring. */
export function fromInbox(token: string | null): TakenJob | null {
  if (!token) return null;
  const first = token.indexOf('\n');
  return toJob(token.slice(0, first), 1, token.slice(first + 1));
}

export function checkJob(job: NewJob, classes: ClassWeights): void {
  for (const name of ['id', 'tenant'] as const) {
    if (job[name] === '' || job[name].includes('\n')) {
      throw badJob(`its ${name} must not be empty and have no line break: ${JSON.stringify(job[name])}`);
    }
  }
  checkClass(job.class, classes);
}

export function checkClass(name: string, classes: ClassWeights): void {
  if (!Object.hasOwn(classes, name)) {
    throw new QueueError('queue-bad-job', `class ${name} is not one of ${Object.keys(classes).join(', ')}`);
  }
}

/** As common.lua reads it: `event:16 practice:4 rejudge:1b`. */
export function classList(classes: ClassWeights, background: readonly string[]): string {
  for (const [name, weight] of Object.entries(classes)) {
    if (!/^[\w-]+$/.test(name) || !Number.isInteger(weight) || weight < 1) {
      throw badJob(`class ${name}: a name of letters, digits, _ or -, and a whole weight from 1 on`);
    }
  }
  return Object.entries(classes)
    .map(([name, weight]) => `${name}:${weight}${background.includes(name) ? 'b' : ''}`)
    .join(' ');
}

const badJob = (what: string) => new QueueError('queue-bad-job', `the queue cannot take this job: ${what}`);
