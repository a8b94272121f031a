import { join } from 'node:path';
import type { Box } from './box.ts';
import type { RunRequest, RunResult } from './types.ts';

export interface Speaker {
  readonly box: Box;
  /** Its stdin and stdout are the other's. */
  readonly request: Omit<RunRequest, 'stdin' | 'stdout'>;
}

/** Both programs have begun. */
export interface Conversation {
  readonly host: Promise<RunResult>;
  readonly guest: Promise<RunResult>;
  /** To be called when the guest has ended: the host may see that. */
  release(): void;
}

/**
 * Two programs that talk, each in a box of its own: what one writes to its stdout the other reads from its stdin, through
 * a pipe of the kernel that nobody copies from, so `outputBytes` counts stderr only.
 * The host sees that the guest has ended (end of file) only after `release`: whatever it does before that is its own
 * decision, and not the answer to a guest that crashed. The guest sees that the host has closed its stdout at once. What one
 * says to the other that has ended is lost, and no error.
 */
export async function converse(host: Speaker, guest: Speaker): Promise<Conversation> {
  const [toHost, toGuest] = [join(host.box.scratch, 'to-host'), join(host.box.scratch, 'to-guest')];
  const abandoned = new AbortController();
  const first = start(host, 'host', { stdin: toHost, stdout: toGuest }, abandoned.signal);
  try {
    await first.begun;
    const second = start(guest, 'guest', { stdin: toGuest, stdout: toHost });
    await second.begun;
    return { host: first.ended, guest: second.ended, release: () => host.box.release() };
  } catch (error) {
    abandoned.abort();
    // Whatever it says of that: the caller is told why there was no conversation.
    await Promise.allSettled([first.ended]);
    throw error;
  }
}

function start(
  { box, request }: Speaker,
  role: 'host' | 'guest',
  pipes: { stdin: string; stdout: string },
  abandoned?: AbortSignal,
): { begun: Promise<unknown>; ended: Promise<RunResult> } {
  const begun = Promise.withResolvers<void>();
  const signals = [abandoned, request.signal].filter((signal) => signal !== undefined);
  const ended = box.run(
    { ...request, ...pipes, signal: AbortSignal.any(signals) },
    { role, begun: begun.resolve },
  );
  return { begun: Promise.race([begun.promise, ended]), ended };
}
