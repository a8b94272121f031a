import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@gavel/test-support';
import type { BlobFile } from './blobs.ts';
import type { SubmissionOutcome } from './judging.ts';
import type { NewProblem } from './problems.ts';
import { openStore } from './store.ts';

/** A migrated store on a database of its own, for a test. */
export async function openTestStore() {
  const database = await createTestDatabase();
  const store = openStore(database.url, { poolSize: 8 });
  await store.migrate();
  const folder = await mkdtemp(join(tmpdir(), 'gavel-store-'));
  let count = 0;

  const file = async (content: string | Buffer): Promise<BlobFile> => {
    const path = join(folder, `file-${++count}`);
    await writeFile(path, content);
    const size = Buffer.byteLength(content);
    return { path, size, sha256: createHash('sha256').update(content).digest('hex') };
  };

  return {
    store,
    url: database.url,
    folder,
    file,
    user: () =>
      store.users.create({
        handle: `user${++count}`,
        email: `u${count}@x.test`,
        role: 'user',
        passwordHash: null,
      }),
    problem: async (slug: string, contents: [string | Buffer, string | Buffer][]): Promise<NewProblem> => ({
      slug,
      title: slug,
      statementMarkdown: '',
      statementHtml: '',
      timeLimitMs: 1000,
      memoryLimitKiB: 65_536,
      outputLimitBytes: null,
      difficulty: 1,
      author: null,
      source: null,
      license: null,
      tests: await Promise.all(
        contents.map(async ([input, answer], index) => ({
          name: `t${index + 1}`,
          sample: index === 0,
          input: await file(input),
          answer: await file(answer),
        })),
      ),
    }),
    async close() {
      await store.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a worker found: accepted, with one test. */
export const accepted: SubmissionOutcome = {
  verdict: 'AC',
  score: 100,
  cpuMs: 3,
  memoryKiB: 900,
  compile: { ok: true, output: '' },
  tests: [
    {
      index: 1,
      name: 't1',
      verdict: 'AC',
      cpuMs: 3,
      wallMs: 4,
      memoryKiB: 900,
      points: null,
      limit: null,
      exitCode: 0,
      signal: null,
      message: null,
    },
  ],
};
