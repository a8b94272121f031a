import type { ServerFrame } from '@gavel/contract';
import type { Message } from '@gavel/live';

type Other = Exclude<ServerFrame, { op: 'message' }>;

export const frame = (content: Other) => JSON.stringify(content);

let last: { message: Message; name: string; text: string; bytes: Buffer } | undefined;

/**
 * The frame of a message under the name that the client knows the channel by. A hub gives one and the same message to
 * all sockets in a row, so remembering the last frame makes it once for all of them.
 */
export function messageFrame(
  message: Message,
  name: string,
): { readonly text: string; readonly bytes: Buffer } {
  if (last?.message !== message || last.name !== name) {
    const { epoch, offset, event } = message;
    // The event is JSON already.
    const text = `{"op":"message","channel":${JSON.stringify(name)},"epoch":"${epoch}","offset":${offset},"event":${event}}`;
    last = { message, name, text, bytes: Buffer.from(text) };
  }
  return last;
}
