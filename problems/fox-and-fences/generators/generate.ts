import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

const random = new Random(404);
type Grid = string[][];
type Spot = readonly [row: number, column: number];

function text(grid: Grid, k: number): string {
  const rows = grid.map((row) => row.join(''));
  return `${rows.length} ${rows[0]?.length} ${k}\n${rows.join('\n')}\n`;
}

function draw(k: number, ...rows: string[]): string {
  return text(
    rows.map((row) => [...row]),
    k,
  );
}

function field(rows: number, columns: number, percentFences: number): Grid {
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => (random.int(1, 100) <= percentFences ? '#' : '.')),
  );
}

function place(grid: Grid, fox: Spot, den: Spot): Grid {
  (grid[fox[0]] as string[])[fox[1]] = 'F';
  (grid[den[0]] as string[])[den[1]] = 'D';
  return grid;
}

function scattered(rows: number, columns: number, percent: number, k: number): string {
  return text(place(field(rows, columns, percent), [0, 0], [rows - 1, columns - 1]), k);
}

/** Fences from side to side with one gap each, left and right in turn: the grass way is long. */
function hairpins(size: number, k: number): string {
  const grid = field(size, size, 0);
  for (let row = 1; row < size - 1; row += 2) {
    const gap = row % 4 === 1 ? size - 1 : 0;
    (grid[row] as string[]).fill('#')[gap] = '.';
  }
  return text(place(grid, [0, 0], [size - 1, size - 1]), k);
}

/** Rings of fence around the den, each two squares from the next. */
function rings(size: number, k: number): string {
  const middle = (size - 1) / 2;
  const grid = field(size, size, 0);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const distance = Math.max(Math.abs(row - middle), Math.abs(column - middle));
      if (distance % 2 === 1 && distance < 16) (grid[row] as string[])[column] = '#';
    }
  }
  return text(place(grid, [0, 0], [middle, middle]), k);
}

/** Layer by layer over (leaps used, square); a square matters again only with fewer leaps. */
function solve(input: string): string {
  const [head = '', ...rows] = input.trimEnd().split('\n');
  const [r, c, k] = head.split(' ').map(Number) as [number, number, number];
  const flat = rows.join('');
  const fewest = new Array<number>(r * c).fill(k + 1);
  let layer: [square: number, leaps: number][] = [[flat.indexOf('F'), 0]];
  fewest[flat.indexOf('F')] = 0;
  for (let steps = 0; layer.length > 0; steps += 1) {
    const next: typeof layer = [];
    for (const [square, leaps] of layer) {
      if (flat[square] === 'D') return String(steps);
      for (const to of neighbours(square, r, c)) {
        const used = leaps + (flat[to] === '#' ? 1 : 0);
        if (used >= (fewest[to] as number)) continue;
        fewest[to] = used;
        next.push([to, used]);
      }
    }
    layer = next;
  }
  return '-1';
}

function neighbours(square: number, r: number, c: number): number[] {
  const column = square % c;
  const all = [square - c, square + c, column > 0 ? square - 1 : -1, column < c - 1 ? square + 1 : -1];
  return all.filter((to) => to >= 0 && to < r * c);
}

export const data = makeData({
  samples: [draw(1, 'F#...', '.#.#.', '...#D'), draw(1, 'F##D'), draw(2, 'F.#.D', '.#.#.', '..#..')],
  secret: [
    ['side-by-side', draw(0, 'FD')],
    ['column', draw(1, 'F', '.', '#', '.', 'D')],
    ['walled-in', draw(7, 'F########D')],
    ['just-enough', draw(8, 'F########D')],
    ['no-leaps', scattered(30, 30, 25, 0)],
    ['small', scattered(8, 9, 40, 2)],
    ['leaps-now-or-later', draw(1, 'F#....', '.####.', '.....#', '####.#', 'D#....')],
    ['hairpins', hairpins(41, 3)],
    ['large-open', scattered(150, 150, 0, 8)],
    ['large-hairpins-no-leaps', hairpins(149, 0)],
    ['large-hairpins', hairpins(149, 8)],
    ['large-all-fences', scattered(150, 150, 100, 8)],
    ['large-third', scattered(150, 150, 35, 8)],
    ['large-half', scattered(150, 150, 50, 8)],
    ['large-rings', rings(149, 8)],
    ['large-rings-one-short', rings(149, 7)],
    ['one-row', scattered(1, 150, 5, 8)],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
