import { writeFile } from 'node:fs/promises';
import type { Sandbox } from '@gavel/sandbox';
import { tellFailure } from './failure.ts';
import { readShown } from './text.ts';
import type { RunOnceRequest, RunOutcome } from './types.ts';
import { verdictOfRun } from './verdict.ts';
import { Workplace } from './workplace.ts';

const defaultOutputBytes = 16 * 1024 * 1024;

const nothing: RunOutcome = {
  status: 'JE',
  limit: null,
  exitCode: null,
  signal: null,
  stdout: '',
  stderr: '',
  truncated: false,
  cpuMs: 0,
  wallMs: 0,
  memoryKiB: 0,
  compile: { ok: false, output: '' },
  error: null,
};

/** One run on custom input. Fails as `judge` does: JE with a reason, or throws. */
export async function runOnce(sandbox: Sandbox, request: RunOnceRequest): Promise<RunOutcome> {
  try {
    await using place = await Workplace.open(sandbox, request);
    const compile = await place.compile();
    return compile.ok ? await runCompiled(place, request, compile) : { ...nothing, status: 'CE', compile };
  } catch (error) {
    return { ...nothing, error: tellFailure(error, request.signal) };
  }
}

async function runCompiled(
  place: Workplace,
  request: RunOnceRequest,
  compile: RunOutcome['compile'],
): Promise<RunOutcome> {
  const [stdin, stdout, stderr] = [
    place.scratch('run.in'),
    place.scratch('run.out'),
    place.scratch('run.err'),
  ];
  await writeFile(stdin, request.stdin);
  const run = await place.run(place.allow({ outputBytes: defaultOutputBytes, ...request.limits }), {
    stdin,
    stdout,
    stderr,
  });
  const [out, err] = [await readShown(stdout), await readShown(stderr)];
  return {
    status: verdictOfRun(run) ?? 'OK',
    limit: run.limit,
    exitCode: run.exitCode,
    signal: run.signal,
    stdout: out.text,
    stderr: err.text,
    truncated: out.truncated || err.truncated,
    cpuMs: run.cpuMs,
    wallMs: run.wallMs,
    memoryKiB: run.memoryKiB,
    compile,
    error: null,
  };
}
