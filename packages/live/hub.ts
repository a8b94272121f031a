import type { LiveOptions, Position, Receiver, Subscription } from './types.ts';

/** Receives the channels of one process over one Redis connection; subscribes only to what is needed now. */
export declare class Hub {
  constructor(options: LiveOptions);
  /**
   * Without `since`: from now on. With it: what follows that position, if it is still kept.
   * `{ epoch: '', offset: 0 }` is the start of the channel.
   */
  subscribe(channel: string, receiver: Receiver, since?: Position): Subscription;
  /** Channels that this process is subscribed to. */
  readonly channels: number;
  close(): void;
}
