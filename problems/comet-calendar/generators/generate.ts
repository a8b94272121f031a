import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

type Comet = readonly [first: bigint, period: bigint];
const MAX = 10n ** 18n;
const random = new Random(808);

function calendar(year: bigint, comets: readonly Comet[]): string {
  return `${comets.length} ${year}\n${comets.map(([first, period]) => `${first} ${period}\n`).join('')}`;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** Comets with these periods that all come in year `meet`, first seen up to `latest`. */
function meeting(meet: bigint, periods: readonly bigint[], latest: bigint): Comet[] {
  return periods.map((period) => {
    const first = random.big(0n, latest);
    const late = first + ((((meet - first) % period) + period) % period);
    return [late > MAX ? late - period : late, period];
  });
}

/** Random periods up to `longest` with a least common multiple of at most 10^18. */
function periods(count: number, longest: bigint): bigint[] {
  const found: bigint[] = [];
  let lcm = 1n;
  while (found.length < count) {
    const period = random.big(1n, longest);
    const next = (lcm / gcd(lcm, period)) * period;
    if (next > MAX) {
      longest = longest / 2n + 1n;
      continue;
    }
    lcm = next;
    found.push(period);
  }
  return found;
}

/** Comets two by two: a pair that meets is one comet with the least common multiple as its period. */
function solve(input: string): string {
  const [, year, ...numbers] = input.trim().split(/\s+/).map(BigInt);
  let [now, step] = [year as bigint, 1n];
  for (let i = 0; i < numbers.length; i += 2) {
    const [first, period] = numbers.slice(i, i + 2) as [bigint, bigint];
    if (now < first) now += ((first - now + step - 1n) / step) * step;
    const [g, inverse] = extended(step % period, period);
    const wait = (((first - now) % period) + period) % period;
    if (wait % g !== 0n) return 'never';
    now += (((((wait / g) * inverse) % (period / g)) + period / g) % (period / g)) * step;
    step = (step / g) * period;
  }
  return String(now);
}

/** The greatest common divisor g of a and m, and x with a·x ≡ g (mod m). */
function extended(a: bigint, m: bigint): [g: bigint, x: bigint] {
  let [r0, r1, x0, x1] = [a, m, 1n, 0n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, x0, x1] = [r1, r0 - q * r1, x1, x0 - q * x1];
  }
  return [r0, x0];
}

const twoPrimes = [999_999_937n, 999_999_929n];
const highlyComposite = [
  720_720n,
  1_441_440n,
  360_360n,
  30_030n,
  510_510n,
  65_536n,
  59_049n,
  390_625n,
  117_649n,
  17n,
  1n,
  2n,
];
const smallPrimes = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

export const data = makeData({
  samples: [
    calendar(12n, [
      [3n, 4n],
      [5n, 6n],
    ]),
    calendar(0n, [
      [0n, 2n],
      [7n, 4n],
    ]),
    calendar(4n, [
      [10n, 5n],
      [1n, 3n],
    ]),
  ],
  secret: [
    ['one-comet-now', calendar(17n, [[17n, 5n]])],
    ['one-comet-not-yet', calendar(3n, [[17n, 5n]])],
    ['one-comet-next', calendar(18n, [[17n, 5n]])],
    ['every-year', calendar(0n, [[0n, 1n]])],
    ['small-coprime', calendar(50n, meeting(33n, [3n, 5n, 7n], 20n))],
    ['small-common-factors', calendar(100n, meeting(77n, [12n, 18n, 8n], 50n))],
    [
      'never-though-two-by-two-near',
      calendar(0n, [
        [1n, 6n],
        [3n, 10n],
        [5n, 15n],
      ]),
    ],
    ['late-first', calendar(0n, meeting(999n, [6n, 4n], MAX - 1000n))],
    ['small-primes', calendar(10n ** 17n, meeting(123_456_789n, smallPrimes, 10n ** 12n))],
    ['two-large-primes', calendar(10n ** 9n, meeting(random.big(0n, MAX), twoPrimes, 10n ** 6n))],
    ['two-large-primes-late', calendar(MAX, meeting(random.big(0n, MAX), twoPrimes, MAX - 10n ** 9n))],
    [
      'large-common-factors',
      calendar(MAX / 3n, meeting(random.big(0n, MAX), highlyComposite.slice(0, 8).map(smooth), MAX)),
    ],
    ['same-period', calendar(MAX - 5n, meeting(4n, new Array<bigint>(12).fill(10n ** 9n), MAX))],
    ['same-period-never', calendar(5n, [...meeting(4n, [10n ** 9n, 10n ** 9n], MAX), [5n, 10n ** 9n]])],
    ['random', calendar(random.big(0n, MAX), meeting(random.big(0n, MAX), periods(12, 10n ** 6n), MAX))],
    ['random-two', calendar(0n, meeting(random.big(0n, MAX), periods(2, 10n ** 9n), MAX))],
    [
      'random-never',
      calendar(
        0n,
        periods(12, 10n ** 5n).map((period): Comet => [random.big(0n, MAX), period]),
      ),
    ],
  ],
  solve,
});

/** Keeps the small prime factors only, so that the least common multiple stays small. */
function smooth(period: bigint): bigint {
  return gcd(period, 2n ** 12n * 3n ** 6n * 5n ** 4n * 7n ** 3n * 11n * 13n * 17n);
}

if (import.meta.main) await writeData(import.meta.dirname, data);
