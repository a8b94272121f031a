import type { Context } from './context.ts';
import type { Entry } from './listing.ts';
import type { PackageTest } from './types.ts';

const TEST_FILE = /^data\/((sample|secret)\/.+)\.(in|ans)$/;

interface Pair {
  input?: Entry;
  answer?: Entry;
}

/** Samples first, then secret tests, each group in the order of the paths' bytes. */
export async function readTests({ listing, unpacker, faults }: Context): Promise<PackageTest[]> {
  const tests: PackageTest[] = [];
  const pairs = pairsOf(listing.entries);
  if (pairs.size === 0) {
    faults.push({ path: 'data/secret', message: 'there are no tests: add data/secret/*.in with *.ans' });
  }
  for (const name of [...pairs.keys()].sort(byteOrder)) {
    const { input, answer } = pairs.get(name) as Pair;
    if (!input)
      faults.push({ path: `data/${name}.in`, message: 'is missing: there is an .ans without its .in' });
    if (!answer)
      faults.push({ path: `data/${name}.ans`, message: 'is missing: there is an .in without its .ans' });
    if (!input || !answer || unpacker.exhausted) continue;
    const inputFile = await unpacker.store(input);
    const answerFile = inputFile && (await unpacker.store(answer));
    if (inputFile && answerFile) {
      tests.push({ name, sample: name.startsWith('sample/'), input: inputFile, answer: answerFile });
    }
  }
  return tests;
}

function pairsOf(entries: readonly Entry[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const entry of entries) {
    const [, name, , ending] = TEST_FILE.exec(entry.path) ?? [];
    if (name === undefined) continue;
    const pair = pairs.get(name) ?? {};
    pairs.set(name, pair);
    if (ending === 'in') pair.input = entry;
    else pair.answer = entry;
  }
  return pairs;
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
