import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';

/** What Gavel promises to run on. */
const OLDEST = { major: 6, minor: 2 };
/** Tells the server the client library's name; a refusal is passed over. */
const HARMLESS = ['client|setinfo'];
/** For live on a cluster, whose README asks for Redis 7. */
const SHARDED = ['spublish', 'ssubscribe', 'sunsubscribe'];

/** As `COMMAND DOCS` gives a command or one of its arguments. */
interface Doc {
  since?: string;
  token?: string;
  arguments?: Doc[];
  subcommands?: Record<string, Doc>;
}

/** Since when there is a command, or its subcommand `name|sub`, and which words behind it are younger than promised. */
interface Age {
  readonly since: string | null;
  readonly words: ReadonlyMap<string, string>;
}

/**
 * Listens to all commands that a server on loopback runs until it ends, those of scripts included; MONITOR leaves out what is
 * for administrators. `verdict` then rejects if Redis 6.2 would not know one of them, or one of its options: a newer
 * server tells since when it has what.
 */
export async function watchAge(port: number, clustered: boolean): Promise<{ verdict(): Promise<void> }> {
  const ages = await agesOf(port);
  const tooYoung = new Set<string>();
  const socket = connect(port, '127.0.0.1');
  socket.write('MONITOR\r\n');
  // The connection ends with the server, which a test may kill.
  socket.on('error', () => {});
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    const flaw = judge(line, ages);
    if (flaw) tooYoung.add(flaw);
  });
  const ended = once(lines, 'close');
  await once(lines, 'line');
  const allowed = new Set(clustered ? [...HARMLESS, ...SHARDED] : HARMLESS);
  return {
    async verdict() {
      await ended;
      const flaws = [...tooYoung].filter((flaw) => !allowed.has(flaw.split(' ')[0] as string));
      if (flaws.length > 0)
        throw new Error(`Redis ${OLDEST.major}.${OLDEST.minor} has no ${flaws.join(', no ')}`);
    },
  };
}

/** `+1700000000.1 [0 127.0.0.1:5000] "SET" "key" "value"`; `lua` is the address of what a script does. */
function judge(line: string, ages: ReadonlyMap<string, Age>): string | null {
  const [, first, second] = /^\+[\d.]+ \[[^\]]*\] "([^"]*)"(?: "([^"]*)")?/.exec(line) ?? [];
  if (!first) return null;
  const name = first.toLowerCase();
  const sub = `${name}|${second?.toLowerCase()}`;
  const age = ages.get(sub) ?? ages.get(name);
  if (age?.since) return `${ages.has(sub) ? sub : name} (since ${age.since})`;
  for (const [word, since] of age?.words ?? []) {
    if (line.toUpperCase().includes(` "${word}"`)) return `${name} … ${word} (since ${since})`;
  }
  return null;
}

async function agesOf(port: number): Promise<Map<string, Age>> {
  const client = await createClient({ url: `redis://127.0.0.1:${port}` }).connect();
  try {
    const docs = (await client.sendCommand(['COMMAND', 'DOCS'])) as unknown as Record<string, Doc>;
    const ages = new Map<string, Age>();
    const note = ([name, doc]: [string, Doc]) => {
      ages.set(name, { since: youth(doc.since), words: new Map(youngWords(doc.arguments, null)) });
      Object.entries(doc.subcommands ?? {}).forEach(note);
    };
    Object.entries(docs).forEach(note);
    return ages;
  } finally {
    client.destroy();
  }
}

/** The words among arguments that are, or belong to something that is, younger than promised. */
function youngWords(args: Doc[] | undefined, outer: string | null): [string, string][] {
  return (args ?? []).flatMap((arg) => {
    const since = youth(arg.since) ?? outer;
    const own: [string, string][] = since && arg.token ? [[arg.token.toUpperCase(), since]] : [];
    return [...own, ...youngWords(arg.arguments, since)];
  });
}

/** The version, if it is younger than promised. */
function youth(since: string | undefined): string | null {
  const [major = 0, minor = 0] = since?.split('.').map(Number) ?? [];
  const young = major > OLDEST.major || (major === OLDEST.major && minor > OLDEST.minor);
  return young ? (since as string) : null;
}
