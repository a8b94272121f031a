export { LiveError, type LiveErrorCode } from './errors.ts';
export { Hub } from './hub.ts';
export { Publisher } from './publisher.ts';
export type {
  LiveOptions,
  Message,
  Position,
  PublisherOptions,
  Receiver,
  Start,
  Subscription,
} from './types.ts';
