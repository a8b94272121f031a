export { type ConsumedJob, Consumer, type ConsumerOptions } from './consumer.ts';
export { QueueError, type QueueErrorCode } from './errors.ts';
export { Queue } from './queue.ts';
export type {
  CancelOutcome,
  ClassWeights,
  Failure,
  FailureOutcome,
  JobPage,
  JobState,
  ListedJob,
  ListQuery,
  NewJob,
  Place,
  QueueOptions,
  QueueStats,
  TakenJob,
  WorkerStats,
} from './types.ts';
