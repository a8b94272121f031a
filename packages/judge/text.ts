import { open } from 'node:fs/promises';

/** How much of an output is shown, unless it is said. */
const shownBytes = 64 * 1024;

/**
 * The beginning of a file as text: bytes that are not UTF-8 become U+FFFD, and so does NUL, which databases refuse.
 * A character that the cut goes through is left out.
 */
export async function readShown(
  path: string,
  bytes = shownBytes,
): Promise<{ text: string; truncated: boolean }> {
  await using file = await open(path);
  const buffer = Buffer.alloc(bytes + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) break;
  }
  const truncated = length > bytes;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const text = decoder.decode(buffer.subarray(0, Math.min(length, bytes)), { stream: truncated });
  return { text: text.replaceAll('\0', '\uFFFD'), truncated };
}
