import { Consumer, Queue } from '@gavel/queue';

/** A process whose jobs never end: `hang.ts URL QUEUE`. It sends the id of each that it has begun. */
const [url, name] = process.argv.slice(2) as [string, string];
const consumer = new Consumer({
  queue: new Queue({ url, name }),
  ...{ workerId: 'hangs', slots: 1, onError: console.error },
  handle: async ({ id }) => {
    process.send?.(id);
    await new Promise(() => {});
  },
});
consumer.start();
process.once('disconnect', () => process.exit());
