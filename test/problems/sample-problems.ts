import { glob, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Verdict } from '@gavel/contract';
import { languageOfFile } from '@gavel/problem-package';

const root = join(import.meta.dirname, '../../problems');

/** Folders of submissions and the verdict that each promises. */
const PROMISES: Record<string, Verdict> = {
  accepted: 'AC',
  wrong_answer: 'WA',
  time_limit_exceeded: 'TLE',
  memory_limit_exceeded: 'MLE',
  output_limit_exceeded: 'OLE',
  run_time_error: 'RTE',
  compile_error: 'CE',
};

export interface SampleSubmission {
  readonly path: string;
  /** `accepted/count.py` */
  readonly name: string;
  readonly language: string;
  readonly promised: Verdict;
}

/** Folders of the sample problems. */
export async function sampleProblems(): Promise<{ slug: string; dir: string }[]> {
  const found = await Array.fromAsync(glob('*/problem.yaml', { cwd: root }));
  return found
    .map(dirname)
    .sort()
    .map((slug) => ({ slug, dir: join(root, slug) }));
}

export async function submissionsOf(dir: string): Promise<SampleSubmission[]> {
  const found = await readdir(join(dir, 'submissions'), { recursive: true, withFileTypes: true });
  return found
    .filter((item) => item.isFile())
    .map((file) => {
      const folder = basename(file.parentPath);
      const language = languageOfFile(file.name);
      const promised = PROMISES[folder];
      if (!language || !promised) throw new Error(`nobody can judge ${join(file.parentPath, file.name)}`);
      return { path: join(file.parentPath, file.name), name: `${folder}/${file.name}`, language, promised };
    });
}
