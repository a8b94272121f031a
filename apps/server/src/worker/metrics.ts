import { once } from 'node:events';
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Histogram, type Registry } from 'prom-client';

export type WorkerMetrics = ReturnType<typeof workerMetrics>;

/** What a worker counts of its own jobs. */
export function workerMetrics(registry: Registry) {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    waited: new Histogram({
      name: 'gavel_job_wait_seconds',
      help: 'From the submission to the start of its judging',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800],
      registers,
    }),
    judged: new Histogram({
      name: 'gavel_job_seconds',
      help: 'From the start of a job to its end, by kind',
      labelNames: ['kind'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
      registers,
    }),
    ended: new Counter({
      name: 'gavel_jobs_total',
      help: 'Jobs that ended here, by kind and how: done, failed (it is tried again, or given up)',
      labelNames: ['kind', 'result'],
      registers,
    }),
    problemFaults: new Counter({
      name: 'gavel_problem_faults_total',
      help: 'Judge errors that a problem is at fault for, or its checker or interactor; the log names it',
      registers,
    }),
  };
}

/** `GET /metrics` on a port of its own: a worker serves nothing else. */
export async function serveMetrics(registry: Registry, host: string, port: number) {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    try {
      const text = await registry.metrics();
      response.setHeader('content-type', registry.contentType);
      response.end(text);
    } catch (error) {
      // A gauge that cannot be read must not end the worker.
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
