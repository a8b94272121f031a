import type { Position, PublisherOptions } from './types.ts';

export declare class Publisher {
  constructor(options: PublisherOptions);
  /** Publishes a JSON text. Rejects with `LiveError` within `timeoutMs` when Redis is away. */
  publish(channel: string, eventJson: string): Promise<Position>;
  close(): void;
}
