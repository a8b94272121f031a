import { type FileHandle, open } from 'node:fs/promises';

/** How much of an output is shown. */
const SHOWN_BYTES = 64 * 1024;

/**
 * The beginning of a file as text: bytes that are not UTF-8 become U+FFFD, and so does NUL, which databases refuse.
 * A character that the cut goes through is left out.
 */
export async function readShown(path: string): Promise<{ text: string; truncated: boolean }> {
  await using file = await open(path);
  const bytes = await readPart(file, 0, SHOWN_BYTES + 1);
  const truncated = bytes.length > SHOWN_BYTES;
  return { text: toText(bytes.subarray(0, SHOWN_BYTES), truncated), truncated };
}

/** The same of a whole file, or of its beginning and its end, half of so many bytes each. */
export async function readEnds(path: string, bytes: number): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size <= bytes) return toText(await readPart(file, 0, bytes), false);
  const half = bytes / 2;
  const [head, tail] = [await readPart(file, 0, half), await readPart(file, size - half, half)];
  // What is left of a character at the cut is no character.
  return `${toText(head, true)}…${toText(tail, false).replace(/^\uFFFD{1,3}/, '')}`;
}

async function readPart(file: FileHandle, from: number, most: number): Promise<Buffer> {
  const buffer = Buffer.alloc(most);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, most - length, from + length);
    length += bytesRead;
    if (bytesRead === 0 || length === most) return buffer.subarray(0, length);
  }
}

/** `cut`: it goes on. */
function toText(bytes: Buffer, cut: boolean): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(bytes, { stream: cut }).replaceAll('\0', '\uFFFD');
}
