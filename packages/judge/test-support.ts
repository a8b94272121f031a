import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JudgeTest } from './types.ts';

/** The checkout's own data folder: its build of the sandbox's C parts is used again from test to test. */
export const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../../.gavel');

/** Inputs and answers as files, in a folder that goes away at the end of the scope. */
export class TestFiles implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TestFiles> {
    return new TestFiles(await mkdtemp(join(tmpdir(), 'gavel-judge-')));
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  async test(name: string, input: string, answer: string): Promise<JudgeTest> {
    return {
      name,
      inputPath: await this.write(`${name}.in`, input),
      answerPath: await this.write(`${name}.ans`, answer),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
