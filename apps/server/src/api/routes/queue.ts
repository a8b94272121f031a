import { QueueState } from '@gavel/contract';
import type { Api, RouteContext } from '../context.ts';
import type { Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';

export function queueRoute(app: Api, { queue }: RouteContext, guards: Guards): void {
  app.get(
    '/api/v1/queue',
    {
      onRequest: guards.signedIn,
      schema: {
        tags: ['operation'],
        summary: 'What waits and who works',
        response: { 200: QueueState, ...problemResponse },
      },
    },
    async () => {
      const { waiting, running, workers, ratePerMinute, paused } = await queue.stats();
      const seen = workers.map((worker) => ({ ...worker, seenAt: worker.seenAt.toISOString() }));
      return { waiting, running, workers: seen, ratePerMinute, paused: [...paused] };
    },
  );
}
