import type { ProblemDetails } from '@gavel/contract';
import { serverClock } from '../event/server-clock.ts';
import { ApiError, offline } from './errors.ts';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls the server with the session's cookie. Throws `ApiError`; an abort is thrown on as it is. */
export async function http<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return readAnswer(await send(path, options), options.signal);
}

export async function readAnswer<T>(response: Response, signal?: AbortSignal): Promise<T> {
  if (!response.ok) throw new ApiError(await readProblem(response), readRetryAfter(response));
  if (response.status === 204) return undefined as T;
  return (await orOffline(response.json(), signal)) as T;
}

/** A connection may break before the answer and in the middle of it. */
async function orOffline<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw offline(error);
  }
}

async function send(
  path: string,
  { method = 'GET', body, headers, signal }: RequestOptions,
): Promise<Response> {
  const sent = Date.now();
  const answer = fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const response = await orOffline(answer, signal);
  serverClock.note(response.headers.get('date'), sent, Date.now());
  return response;
}

async function readProblem(
  response: Response,
): Promise<Pick<ProblemDetails, 'code' | 'status' | 'detail' | 'faults'>> {
  // No JSON: the page of a proxy, perhaps. The status is told then.
  const body: unknown = await response.json().catch(() => null);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<
    ProblemDetails & { message: string }
  >;
  return {
    status: response.status,
    code: problem.code ?? `http-${response.status}`,
    detail: problem.detail ?? problem.message ?? `The server answered ${response.status}.`,
    ...(problem.faults && { faults: problem.faults }),
  };
}

function readRetryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
