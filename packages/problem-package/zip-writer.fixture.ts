import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive made for a test; what is not said is as an honest archive has it. */
export interface ZipItem {
  readonly path: string;
  readonly data?: string | Uint8Array;
  /** False: the name is not marked as UTF-8, as zip tools do with names in ASCII. */
  readonly markedUtf8?: boolean;
  /** Unix mode with the type bits, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly encrypted?: boolean;
  readonly method?: number;
  /** Not compressed: its bytes can be found in the archive. */
  readonly stored?: boolean;
  readonly claimedChecksum?: number;
  /** What the headers claim of the unpacked size. */
  readonly claimedSize?: number;
}

/** Archives that zip tools refuse to make: bad names, links, lies about sizes. */
export function makeZip(items: readonly ZipItem[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const item of items) {
    const name = Buffer.from(item.path);
    const data = Buffer.from(item.data ?? '');
    const packed = item.stored ? data : deflateRawSync(data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((item.encrypted ? 1 : 0) | (item.markedUtf8 === false ? 0 : 0x800), 2);
    fields.writeUInt16LE(item.method ?? (item.stored ? 0 : 8), 4);
    fields.writeUInt32LE(item.claimedChecksum ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(item.claimedSize ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((item.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), fields, rest, name]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(items.length, 8);
  end.writeUInt16LE(items.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
