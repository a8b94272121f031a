import type { LiveEvent, Submission, SubmissionState, SubmissionSummary, Verdict } from '@gavel/contract';

export interface Cell {
  verdict: Verdict;
  cpuMs: number;
  memoryKiB: number;
}

/** What is known of a submission's judging, folded from live events and HTTP answers. */
export interface Judging {
  id: string;
  state: SubmissionState;
  position: number | null;
  /** Estimated until it begins, as of when the position was told. */
  waitMs: number | null;
  /** It waits until an admin resumes the queue. */
  paused: boolean;
  attempt: number | null;
  compileOk: boolean | null;
  total: number | null;
  tests: ReadonlyMap<number, Cell>;
  verdict: Verdict | null;
  score: number | null;
  cpuMs: number | null;
  memoryKiB: number | null;
  /** History is being replayed and has only come to an attempt that was given up: its tests do not count. */
  inOlderAttempt: boolean;
}

export type JudgingEvent = Extract<LiveEvent, { type: `submission.${string}` | 'queue.moved' }>;

export function isJudgingEvent(event: LiveEvent): event is JudgingEvent {
  return event.type.startsWith('submission.') || event.type === 'queue.moved';
}

export function isFinal(state: SubmissionState): boolean {
  return state === 'done' || state === 'cancelled';
}

const unknown: Omit<Judging, 'id'> = {
  state: 'queued',
  position: null,
  waitMs: null,
  paused: false,
  attempt: null,
  compileOk: null,
  total: null,
  tests: new Map(),
  verdict: null,
  score: null,
  cpuMs: null,
  memoryKiB: null,
  inOlderAttempt: false,
};

/**
 * Folds one event in. Events may come twice (two channels carry them), again (replayed history) or late;
 * what is finished stays as it is unless a later attempt starts. Answers the same object when nothing changes.
 */
export function foldSubmission(before: Judging | undefined, event: JudgingEvent): Judging {
  const now = before ?? { id: event.id, ...unknown };
  if (event.type === 'submission.started') return foldStarted(now, event.attempt);
  if (event.type === 'submission.rejudged') return foldRejudged(now, event);
  if (event.type === 'submission.queued' && event.attempt) return foldQueuedAgain(now, event.attempt);
  if (isFinal(now.state) || now.inOlderAttempt) return now;
  switch (event.type) {
    case 'submission.queued':
      if (now.state !== 'queued' || (before && now.position === event.position)) return now;
      return { ...now, position: event.position };
    case 'queue.moved':
      if (now.state !== 'queued') return now;
      return foldMoved(now, event);
    case 'submission.compiled':
      if (now.compileOk === event.ok) return now;
      return { ...now, state: 'running', position: null, compileOk: event.ok };
    case 'submission.test':
      return foldTest(now, event);
    case 'submission.cancelled':
      return { ...now, state: 'cancelled', position: null };
    case 'submission.finished': {
      const { verdict, score, cpuMs, memoryKiB } = event;
      return { ...now, state: 'done', position: null, verdict, score, cpuMs, memoryKiB };
    }
  }
}

function foldMoved(now: Judging, event: Extract<LiveEvent, { type: 'queue.moved' }>): Judging {
  const { position, waitMs, paused = false } = event;
  const same = now.position === position && now.waitMs === waitMs && now.paused === paused;
  return same ? now : { ...now, position, waitMs, paused };
}

function foldStarted(now: Judging, attempt: number): Judging {
  const known = now.attempt ?? (isFinal(now.state) ? Number.POSITIVE_INFINITY : 0);
  if (attempt > known) return { id: now.id, ...unknown, state: 'running', attempt, total: now.total };
  if (isFinal(now.state)) return now;
  const inOlderAttempt = attempt < known;
  return inOlderAttempt === now.inOlderAttempt ? now : { ...now, inOlderAttempt };
}

/** It had a verdict and waits to be judged again. */
function foldQueuedAgain(now: Judging, attempt: number): Judging {
  const known = now.attempt ?? 0;
  if (attempt > known) return { id: now.id, ...unknown, attempt };
  return attempt === known && now.inOlderAttempt ? { ...now, inOlderAttempt: false } : now;
}

/** It was judged again beside its old verdict, and the new one took its place. */
function foldRejudged(now: Judging, event: Extract<LiveEvent, { type: 'submission.rejudged' }>): Judging {
  if (event.attempt <= (now.attempt ?? 0)) return now;
  const { id, attempt, verdict, score, cpuMs, memoryKiB } = event;
  return { ...unknown, id, state: 'done', attempt, verdict, score, cpuMs, memoryKiB };
}

function foldTest(now: Judging, event: Extract<LiveEvent, { type: 'submission.test' }>): Judging {
  const old = now.tests.get(event.index);
  const { verdict, cpuMs, memoryKiB } = event;
  const total = Math.max(now.total ?? 0, event.total);
  if (old?.verdict === verdict && old.cpuMs === cpuMs && old.memoryKiB === memoryKiB && total === now.total) {
    return now;
  }
  const tests = new Map(now.tests).set(event.index, { verdict, cpuMs, memoryKiB });
  return { ...now, state: 'running', position: null, compileOk: true, total, tests };
}

/**
 * Folds in what HTTP says. The one that is further along wins; a final answer is the record. While judging goes on,
 * tests are joined.
 */
export function mergeSubmission(now: Judging | undefined, answer: Submission): Judging {
  const told = fromSubmission(answer);
  if (!now) return told;
  const lead = (told.attempt ?? 0) - (now.attempt ?? 0) || rank(told.state) - rank(now.state);
  if (lead < 0) return now;
  if (lead > 0 || isFinal(told.state)) return told;
  const tests = new Map([...now.tests, ...told.tests]);
  return {
    ...now,
    tests,
    total: told.total ?? now.total,
    position: now.position ?? told.position,
    waitMs: now.waitMs ?? told.waitMs,
    paused: told.paused,
  };
}

function fromSubmission(answer: Submission): Judging {
  const { id, state, position, waitMs, paused = false, attempt, verdict, score, cpuMs, memoryKiB } = answer;
  const tests = new Map((answer.tests ?? []).map((test) => [test.index, test]));
  const compileOk = answer.compile?.ok ?? null;
  const known = { id, state, position, waitMs, paused, attempt, verdict, score, cpuMs, memoryKiB };
  return { ...unknown, ...known, compileOk, total: answer.totalTests, tests };
}

function rank(state: SubmissionState): number {
  return isFinal(state) ? 2 : state === 'running' ? 1 : 0;
}

/** A row of a list as live events show it; what the list says stands when it is further along. */
export function withLive(item: SubmissionSummary, now: Judging | undefined): SubmissionSummary {
  if (!now) return item;
  const behind = (now.attempt ?? 0) - (item.attempt ?? 0) || rank(now.state) - rank(item.state);
  if (behind < 0) return item;
  const { state, attempt, verdict, score, cpuMs, memoryKiB } = now;
  return { ...item, state, attempt: attempt ?? item.attempt, verdict, score, cpuMs, memoryKiB };
}
