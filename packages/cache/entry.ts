import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { ResourceOptions } from './types.ts';

/** Characters of JSON above which a value is compressed. */
const COMPRESS_ABOVE = 16 * 1024;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A value as it is kept: `KIND STORED-AT FRESH-UNTIL JSON`, times in milliseconds since 1970. */
export interface Entry<T> {
  /** null: there is none in the database. */
  readonly value: T | null;
  readonly json: string;
  readonly storedAt: number;
  readonly freshUntil: number;
}

/** What Redis keeps, and how long; an empty text for what is not kept. */
export interface Kept {
  readonly text: string;
  readonly lifeMs: number;
}

/** Lives differ by up to a tenth, so that what was loaded together does not expire together. */
export async function encode(resource: Required<ResourceOptions>, value: unknown): Promise<Kept> {
  const absent = value === null;
  const freshMs = Math.ceil((absent ? resource.absentMs : resource.lifeMs) * (1 - Math.random() / 10));
  if (freshMs === 0) return { text: '', lifeMs: 0 };
  const now = Date.now();
  const json = JSON.stringify(value);
  const large = json.length > COMPRESS_ABOVE;
  const body = large ? (await deflate(json, { level: 1 })).toString('base64') : json;
  const text = `${large ? 'z' : 'j'} ${now} ${now + freshMs} ${body}`;
  return { text, lifeMs: absent ? freshMs : freshMs + resource.staleMs };
}

export function decode<T>(text: string): Entry<T> | Promise<Entry<T>> {
  const second = text.indexOf(' ', 2);
  const third = text.indexOf(' ', second + 1);
  const body = text.slice(third + 1);
  const entry = (json: string): Entry<T> => ({
    json,
    value: JSON.parse(json) as T | null,
    storedAt: Number(text.slice(2, second)),
    freshUntil: Number(text.slice(second + 1, third)),
  });
  if (text[0] !== 'z') return entry(body);
  return inflate(Buffer.from(body, 'base64')).then((bytes) => entry(bytes.toString()));
}
