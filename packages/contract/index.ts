/** Everything that crosses a boundary of Gavel: HTTP, live messages, jobs. Runs in the browser too. */
export * from './account.ts';
export * from './bounds.ts';
export * from './broadcast.ts';
export * from './cache.ts';
export * from './event.ts';
export * from './job.ts';
export * from './live.ts';
export * from './primitives.ts';
export * from './problem.ts';
export * from './problem-details.ts';
export * from './queue.ts';
export * from './rejudging.ts';
export * from './run.ts';
export * from './submission.ts';
