/** As little of RFC 6455 as a client needs that costs the same for every server. */

/** A text frame or pong of a client: at most 125 bytes, under a mask of zeros. */
export function clientFrame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** Calls `each` with opcode and bounds of every whole frame in `data`; gives what is left over. */
export function readFrames(
  data: Buffer,
  each: (opcode: number, start: number, end: number) => void,
): Buffer | null {
  let at = 0;
  while (at + 2 <= data.length) {
    const short = (data[at + 1] as number) & 0x7f;
    if (short === 126 && at + 4 > data.length) break;
    const start = at + (short === 126 ? 4 : 2);
    const end = start + (short === 126 ? data.readUInt16BE(at + 2) : short);
    if (end > data.length) break;
    each((data[at] as number) & 0x0f, start, end);
    at = end;
  }
  return at === data.length ? null : data.subarray(at);
}

/** Microseconds of a clock that all processes of a machine share. */
export const microseconds = () => Number(process.hrtime.bigint() / 1_000n);

/** An event of so many bytes that says when it was sent; `@` is in nothing else that a server sends. */
export function stampedEvent(bytes = 200): string {
  const start = `{"type":"lucky","id":"019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071","coins":1,"message":"@${microseconds()}`;
  return `${start.padEnd(bytes - 2, '.')}"}`;
}
export const STAMP = 0x40;
const STAMP_DIGITS = 16;

/** The stamp is padded by dots: on a machine up for less than 115 days the number is shorter than the longest. */
export function stampAfter(data: Buffer, at: number): number {
  return Number.parseInt(data.toString('latin1', at + 1, at + 1 + STAMP_DIGITS), 10);
}

/** The user that stops reading. */
export const SLOW = 999_999;

/** The user of a number. */
export const userId = (user: number) => `019a2b3c-4d5e-7f60-8a1b-${String(user).padStart(12, '0')}`;

/** What a client of that server asks for to be upgraded. */
export function upgradeRequest(kind: string, user: number): string {
  const path = kind === 'socketio' ? '/socket.io/?EIO=4&transport=websocket&' : '/live?';
  const head = ['Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const protocol = kind === 'gavel' ? ['Sec-WebSocket-Protocol: gavel.v1'] : [];
  return [`GET ${path}token=${user} HTTP/1.1`, ...head, key, ...protocol, '', ''].join('\r\n');
}
