/** A place in a channel's history. The epoch names the life of the offset counter. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** Where a receiver begins: the next message is `offset + 1`. */
export interface Start extends Position {
  /** True: `since` was given and everything after it follows. False: what came before must be read elsewhere. */
  readonly recovered: boolean;
}

/** One and the same object for all receivers of a process, so that work done for it can be kept beside it. */
export interface Message extends Position {
  readonly channel: string;
  /** The JSON text that was published. */
  readonly event: string;
}

export interface Receiver {
  /** Before the first message; and again, with `recovered: false`, if continuity was lost. */
  start(start: Start): void;
  message(message: Message): void;
}

export interface Subscription {
  /** Resolves when `start` was called (true) or the subscription was closed before (false). Waits while Redis is away. */
  readonly started: Promise<boolean>;
  close(): void;
}

export interface LiveOptions {
  /** `redis://…`. Opens its own connection and keeps trying to connect until closed. */
  readonly url: string;
  readonly onError?: (error: Error) => void;
}

export interface PublisherOptions extends LiveOptions {
  /** Messages kept for a channel. Default 1,000. */
  readonly historySize?: number;
  /** Milliseconds a silent channel keeps its messages. Default 10 minutes. */
  readonly historyMs?: number;
  /** Milliseconds after which a call fails when Redis does not answer. Default 1,000. */
  readonly timeoutMs?: number;
}
