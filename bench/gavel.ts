import { startTestGavel, until } from '@gavel/test-support';
import type { Sample } from './harness.ts';

/** A Gavel to measure over HTTP, as its admin. */
export interface Target extends AsyncDisposable {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** What the worker did after the judging, from its log; nothing where that log is not ours to read. */
  afterJudging(submission: string): Promise<Sample>;
}

/** `GAVEL_BENCH_URL` with `GAVEL_BENCH_TOKEN` (an admin's) names one that runs; else a private one is started. */
export async function openTarget(): Promise<Target> {
  const { GAVEL_BENCH_URL: url, GAVEL_BENCH_TOKEN: token } = process.env;
  if (url) {
    if (!token) throw new Error('GAVEL_BENCH_URL is set, but GAVEL_BENCH_TOKEN (a token of an admin) is not');
    return target(
      url,
      token,
      async () => ({}),
      async () => {},
    );
  }
  console.error('starting a private Gavel (GAVEL_BENCH_URL would name one that runs)');
  const gavel = await startTestGavel({ GAVEL_LOG: 'info' });
  const afterJudging = (id: string) => until(`the log tells of ${id}`, () => judgedLine(gavel.output(), id));
  return target(gavel.url, gavel.adminToken, afterJudging, () => gavel.remove());
}

/** What follows the judging, in the worker's line about it. */
function judgedLine(log: string, id: string): Sample | undefined {
  const line = log.split('\n').find((each) => each.includes('"msg":"judged"') && each.includes(id));
  if (!line) return undefined;
  const { storeMs, ackMs, publishMs } = JSON.parse(line).phases as Record<string, number>;
  return { storeMs, ackMs, publishMs } as Sample;
}

function target(
  url: string,
  token: string,
  afterJudging: Target['afterJudging'],
  close: () => Promise<void>,
): Target {
  return {
    afterJudging,
    async call(method, path, body) {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
    [Symbol.asyncDispose]: close,
  };
}
