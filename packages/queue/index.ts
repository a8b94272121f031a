export { type ConsumedJob, Consumer, type ConsumerOptions } from './consumer.ts';
export { QueueError, type QueueErrorCode } from './errors.ts';
export { Queue } from './queue.ts';
export type {
  ClassWeights,
  DeadJob,
  Failure,
  NewJob,
  QueueOptions,
  QueueStats,
  TakenJob,
  WorkerStats,
} from './types.ts';
