import { join } from 'node:path';
import type { Box } from './box.ts';
import type { RunRequest, RunResult } from './types.ts';

export interface Speaker {
  readonly box: Box;
  /** Its stdin and stdout are the other's. */
  readonly request: Omit<RunRequest, 'stdin' | 'stdout'>;
}

/**
 * Two programs that talk, each in a box of its own: what one writes to its stdout the other reads from its stdin, through
 * a pipe of the kernel that nobody copies from, so `outputBytes` counts stderr only. A program that ends or closes its end
 * is an end for the other (end of file, SIGPIPE). Both have begun when this resolves; the results come as each ends.
 */
export async function converse(
  one: Speaker,
  other: Speaker,
): Promise<[one: Promise<RunResult>, other: Promise<RunResult>]> {
  const [there, back] = [join(one.box.scratch, 'there'), join(one.box.scratch, 'back')];
  const abandoned = new AbortController();
  const start = ({ box, request }: Speaker, role: 'first' | 'second', stdin: string, stdout: string) => {
    const begun = Promise.withResolvers<void>();
    const signals = [abandoned.signal, ...(request.signal ? [request.signal] : [])];
    const ended = box.run(
      { ...request, stdin, stdout, signal: AbortSignal.any(signals) },
      { role, begun: begun.resolve },
    );
    return { begun: Promise.race([begun.promise, ended]), ended };
  };
  const first = start(one, 'first', back, there);
  try {
    await first.begun;
    const second = start(other, 'second', there, back);
    await second.begun;
    one.box.join();
    return [first.ended, second.ended];
  } catch (error) {
    abandoned.abort();
    // It was told to end; what it says of that is no news.
    await first.ended.catch(() => {});
    throw error;
  }
}
