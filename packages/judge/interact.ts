import { setTimeout as delay } from 'node:timers/promises';
import { converse, type Limits, type RunResult } from '@gavel/sandbox';
import type { Referee } from './referee.ts';
import { withSecondChance } from './second-chance.ts';
import type { JudgeLimits, JudgeTest, TestRun } from './types.ts';
import { verdictOfRun, wasStopped } from './verdict.ts';
import type { Workplace } from './workplace.ts';

/** The interactor is not the one to run out of time while both wait for each other. */
const PATIENCE_MS = 10_000;

/** A program may fail because it was just told that it is wrong: its interactor ends by itself within that time. */
const GRACE_MS = 500;

type Talk = Omit<TestRun, 'message'>;

/** One test of a problem whose tests are conversations. Rejects when the interactor fails. */
export async function interact(
  place: Workplace,
  interactor: Referee,
  limits: JudgeLimits,
  test: JudgeTest,
): Promise<TestRun> {
  const allowed = place.allow(limits);
  let talk: Talk | undefined;
  const run = await withSecondChance(allowed.cpuMs, async (cpuMs) => {
    talk = await talkOnce(place, interactor, { ...allowed, cpuMs }, test);
    return talk.run;
  });
  // Another one than that of the talk: it ended well, but above the limit.
  const judged = run === talk?.run ? talk : { run, verdict: 'TLE' as const };
  return { ...judged, message: await interactor.said() };
}

/**
 * Who ends first decides: an interactor that has said "wrong" ends the program; a program that failed by itself is not
 * judged by what the interactor makes of its end, which it learns only when the program has ended well.
 */
async function talkOnce(
  place: Workplace,
  interactor: Referee,
  limits: Limits,
  test: JudgeTest,
): Promise<Talk> {
  const referee = interactor.speaker(test, limits.wallMs + PATIENCE_MS);
  const talk = await converse(referee, place.speaker(limits, { stderr: null }));
  const [judged, ran] = [talk.host, talk.guest.then((run) => place.toResult(run))];
  try {
    const first = await Promise.race([judged.then(() => null), ran]);
    if (first === null) return await afterInteractor(place, await interactor.verdictIn(await judged), ran);
    const failed = verdictOfRun(first);
    if (!failed) {
      talk.release();
      return { run: first, verdict: await interactor.verdictIn(await judged) };
    }
    const decided = await Promise.race([judged, delay(GRACE_MS, null, { ref: false })]);
    const wasTold = decided && !wasStopped(first) && interactor.rejects(decided);
    return { run: first, verdict: wasTold ? 'WA' : failed };
  } finally {
    referee.box.kill();
    place.box.kill();
    await Promise.allSettled([judged, ran]);
  }
}

async function afterInteractor(
  place: Workplace,
  verdict: TestRun['verdict'],
  ran: Promise<RunResult>,
): Promise<Talk> {
  if (verdict !== 'AC') place.box.kill();
  const run = await ran;
  if (verdict === 'AC') return { run, verdict: verdictOfRun(run) ?? 'AC' };
  // It may have ended by itself at the same moment.
  return { run, verdict, cutShort: run.signal === 'SIGKILL' };
}
