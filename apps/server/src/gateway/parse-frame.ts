import { ClientFrame } from '@gavel/contract';
import { notAChannel } from './channels.ts';

type Parsed =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly message: string; readonly channel?: string };

const ops: readonly unknown[] = ClientFrame.options.map(({ shape }) => shape.op.value);

/** A frame as a client sent it, or what is wrong with it in words for the one who wrote the client. */
export function parseFrame(text: string): Parsed {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `the frame is not JSON: ${(error as Error).message}` };
  }
  const result = ClientFrame.safeParse(content);
  if (result.success) return { ok: true, frame: result.data };
  const message = whatIsWrong(content, result.error.issues[0]?.path[0]);
  const channel = (content as { channel?: unknown } | null)?.channel;
  return typeof channel === 'string' && channel.length <= 100
    ? { ok: false, message, channel }
    : { ok: false, message };
}

function whatIsWrong(content: unknown, where: PropertyKey | undefined): string {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return 'a frame is a JSON object, e.g. {"op":"subscribe","channel":"user:me"}';
  }
  const { op, channel } = content as { op?: unknown; channel?: unknown };
  if (!ops.includes(op)) return `"op" has to be one of ${ops.join(', ')}`;
  if (where === 'channel') {
    return channel === undefined ? `"${op}" needs a "channel"` : notAChannel(channel);
  }
  return '"since" has to be {"epoch": string, "offset": whole number from 0} as in a frame you were sent, or left out';
}
