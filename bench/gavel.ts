import { startTestGavel } from '@gavel/test-support';

/** A Gavel to measure over HTTP, as its admin. */
export interface Target extends AsyncDisposable {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** `GAVEL_BENCH_URL` with `GAVEL_BENCH_TOKEN` (an admin's) names one that runs; else a private one is started. */
export async function openTarget(): Promise<Target> {
  const { GAVEL_BENCH_URL: url, GAVEL_BENCH_TOKEN: token } = process.env;
  if (url) {
    if (!token) throw new Error('GAVEL_BENCH_URL is set, but GAVEL_BENCH_TOKEN (a token of an admin) is not');
    return target(url, token, async () => {});
  }
  console.error('starting a private Gavel (GAVEL_BENCH_URL would name one that runs)');
  const gavel = await startTestGavel();
  return target(gavel.url, gavel.adminToken, () => gavel.remove());
}

function target(url: string, token: string, close: () => Promise<void>): Target {
  return {
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
