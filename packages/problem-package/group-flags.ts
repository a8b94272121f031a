import type { Context } from './context.ts';
import { flagsOf } from './flags.ts';
import type { Entry } from './listing.ts';
import { parseYaml } from './parse-yaml.ts';

const GROUP_FILE = /^data\/((?:(?:sample|secret)(?:\/.+)?\/)?)(?:testdata|test_group)\.yaml$/;
/** 2023-07: settings of one test. */
const TEST_SETTINGS = /^data\/((?:sample|secret)\/.+)\.yaml$/;
const TEST_INPUT = /^data\/((?:sample|secret)\/.+)\.in$/;

/** There can be thousands of these files, and the YAML parser takes time in the square of the number of keys. */
const MAX_CHARACTERS = 4 * 1024;

interface GroupFlags {
  readonly flags: readonly string[];
  /** The file that has them; empty where none has. */
  readonly path: string;
}

const NONE: GroupFlags = { flags: [], path: '' };

/** The validator's flags in the settings of groups and tests. A problem has one comparison, so all tests have the same. */
export async function readGroupFlags(context: Context): Promise<GroupFlags> {
  const written = await writtenFlags(context);
  const names = context.listing.entries.flatMap(({ path }) => TEST_INPUT.exec(path)?.[1] ?? []);
  const [first = NONE, ...others] = names.map((name) => nearest(written, name));
  const other = others.find((one) => one !== first && one.flags.join('\0') !== first.flags.join('\0'));
  if (other) {
    const path = other.path || first.path;
    const message = 'flags of the validator must be the same for all tests; put them into the file in data/';
    context.faults.push({ path, message });
  }
  return first;
}

/** By the folder under `data/` or the test that they are written for; the top folder is ''. */
async function writtenFlags({ listing, unpacker, faults }: Context): Promise<Map<string, GroupFlags>> {
  const written = new Map<string, GroupFlags>();
  /** Generated files say the same over and over. */
  const parsed = new Map<string, readonly string[]>();
  for (const entry of listing.entries) {
    const scope = scopeOf(entry);
    if (scope === null || unpacker.exhausted) continue;
    const text = await unpacker.text(entry);
    if (!text?.includes('output_validator_')) continue;
    const { path } = entry;
    const flags = parsed.get(text) ?? parse(text, (message) => faults.push({ path, message }));
    if (!flags) continue;
    parsed.set(text, flags);
    written.set(scope, { flags, path });
  }
  return written;
}

function scopeOf({ path }: Entry): string | null {
  const group = GROUP_FILE.exec(path)?.[1];
  return group === undefined ? (TEST_SETTINGS.exec(path)?.[1] ?? null) : group.slice(0, -1);
}

/** `null`: it has none, or `fault` was told why they are none. */
function parse(text: string, fault: (message: string) => void): readonly string[] | null {
  if (text.length > MAX_CHARACTERS) {
    fault(`is longer than ${MAX_CHARACTERS} characters; flags are read from shorter files only`);
    return null;
  }
  const settings = parseYaml(text, fault);
  const key = ['output_validator_args', 'output_validator_flags'].find((one) => settings && one in settings);
  return settings && key ? flagsOf(settings[key], (message) => fault(`${key} ${message}`)) : null;
}

/** A test's own, else those of the closest folder around it that has some. */
function nearest(written: ReadonlyMap<string, GroupFlags>, name: string): GroupFlags {
  for (let scope = name; ; scope = scope.slice(0, Math.max(scope.lastIndexOf('/'), 0))) {
    const flags = written.get(scope);
    if (flags) return flags;
    if (scope === '') return NONE;
  }
}
