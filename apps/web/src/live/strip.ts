import { formatWait } from '../ui/format.ts';
import { verdictName } from '../ui/verdicts.ts';
import { type Cell, isFinal, type Judging } from './fold.ts';

export type CellStatus = Cell['verdict'] | 'pending' | 'running' | 'skipped';

export interface StripCell {
  index: number;
  status: CellStatus;
  result: Cell | null;
}

/** One cell a test, from 1. `expected` is how many tests the problem has, for as long as the judge has not said. */
export function stripCells(judging: Judging | undefined, expected: number): StripCell[] {
  const total = Math.max(judging?.total ?? expected, 0, ...(judging?.tests.keys() ?? []));
  const cells: StripCell[] = [];
  let next = judging?.state === 'running' && judging.compileOk === true;
  for (let index = 1; index <= total; index++) {
    const result = judging?.tests.get(index) ?? null;
    cells.push({ index, result, status: result?.verdict ?? blank() });
  }
  return cells;

  function blank(): CellStatus {
    if (judging && isFinal(judging.state)) return 'skipped';
    const status = next ? 'running' : 'pending';
    next = false;
    return status;
  }
}

/**
 * What a screen reader says as judging goes on. Progress is told in quarters, so that a fast judge
 * does not bury its listener in test numbers.
 */
export function announcement(judging: Judging | undefined): string {
  if (!judging) return '';
  if (judging.state === 'cancelled') return 'Cancelled';
  if (judging.state === 'done')
    return judging.verdict ? `Finished: ${verdictName(judging.verdict)}` : 'Finished';
  if (judging.state === 'queued') {
    if (judging.paused) return 'The queue is paused';
    return judging.position === null ? 'In the queue' : `In the queue, place ${judging.position}`;
  }
  if (judging.compileOk === null) return 'Compiling';
  const total = judging.total ?? 0;
  const quarter = total === 0 ? 0 : Math.floor((judging.tests.size / total) * 4);
  return quarter === 0 ? 'Running the tests' : `${quarter * 25} percent of the tests have run`;
}

/** The same for eyes, which can take every step. */
export function progressText(judging: Judging): string {
  if (judging.state === 'queued') {
    if (judging.paused) return 'Waiting: the queue is paused';
    if (judging.position === null) return 'Waiting in the queue';
    const wait = judging.waitMs === null ? '' : `, ${formatWait(judging.waitMs)}`;
    return `Number ${judging.position} in the queue${wait}`;
  }
  if (judging.compileOk === null) return 'Compiling';
  if (judging.compileOk === false) return 'Did not compile';
  const ran = judging.tests.size;
  return judging.total === null
    ? `Test ${ran + 1}`
    : `Test ${Math.min(ran + 1, judging.total)} of ${judging.total}`;
}
