import type { Scoring, StandingsCell, StandingsRow } from '@gavel/contract';

/** Minutes for each wrong attempt at a problem that is solved in the end. */
const PENALTY_MINUTES = 20;
const MICROSECONDS_A_MINUTE = 60_000_000;

/** One participant's attempts at one problem, counted. */
export interface CellTally {
  readonly userId: string;
  /** Of the problem, from 0. */
  readonly position: number;
  readonly wrong: number;
  readonly pending: number;
  /** Of the first accepted attempt, in microseconds from the start. */
  readonly solvedUs: number | null;
  readonly points: number;
}

interface Person {
  readonly id: string;
  readonly handle: string;
}

/** @param people in the order in which equals are listed. */
export function rankRows(
  scoring: Scoring,
  problems: number,
  people: readonly Person[],
  tallies: readonly CellTally[],
): StandingsRow[] {
  const byUser = Map.groupBy(tallies, ({ userId }) => userId);
  const firsts = firstSolves(tallies);
  const order = orders[scoring];
  const entries = people.map((person) => {
    const own = byUser.get(person.id) ?? [];
    return { row: rowOf(person, problems, own, firsts), last: lastSolve(own) };
  });
  entries.sort(order);
  return entries.map(({ row }, at) => {
    // The first of those who are equal gives its place to all of them.
    const before = entries[at - 1];
    row.rank = before && order(before, entries[at] as Entry) === 0 ? before.row.rank : at + 1;
    return row;
  });
}

/** The row of one participant; its rank, which takes the others to tell, is 0. */
export function rowOf(
  user: Person,
  problems: number,
  tallies: readonly CellTally[],
  firsts: ReadonlyMap<number, number> = new Map(),
): StandingsRow {
  const cells: (StandingsCell | null)[] = Array.from({ length: problems }, () => null);
  const row = { rank: 0, user, solved: 0, penalty: 0, points: 0, cells };
  for (const { position, wrong, pending, solvedUs, points } of tallies) {
    const solvedAt = solvedUs === null ? null : Math.floor(solvedUs / MICROSECONDS_A_MINUTE);
    const first = solvedUs !== null && firsts.get(position) === solvedUs;
    cells[position] = { wrong, pending, solvedAt, points, first };
    row.points += points;
    if (solvedAt === null) continue;
    row.solved += 1;
    row.penalty += solvedAt + PENALTY_MINUTES * wrong;
  }
  return row;
}

interface Entry {
  readonly row: StandingsRow;
  /** When the last problem was solved, in microseconds from the start. */
  readonly last: number;
}

/** icpc: https://icpc.global/worlds/rules, "Scoring of the finals"; of equals in both, who was ready earlier is first. */
const orders: Record<Scoring, (a: Entry, b: Entry) => number> = {
  icpc: (a, b) => b.row.solved - a.row.solved || a.row.penalty - b.row.penalty || a.last - b.last,
  points: (a, b) => b.row.points - a.row.points,
};

const lastSolve = (tallies: readonly CellTally[]) =>
  Math.max(0, ...tallies.map(({ solvedUs }) => solvedUs ?? 0));

function firstSolves(tallies: readonly CellTally[]): Map<number, number> {
  const firsts = new Map<number, number>();
  for (const { position, solvedUs } of tallies) {
    if (solvedUs === null) continue;
    firsts.set(position, Math.min(solvedUs, firsts.get(position) ?? Number.POSITIVE_INFINITY));
  }
  return firsts;
}
