import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  PackageError,
  type ProblemPackage,
  type ReadOptions,
  readPackageDirectory,
  readPackageZip,
} from './index.ts';
import { makeZip, type ZipItem } from './zip-writer.fixture.ts';

const YAML = 'name: Tea for Two\nlimits:\n  time_limit: 1.5\n  memory: 128\ngavel:\n  difficulty: 3\n';
const SOUND: Record<string, string> = {
  'problem.yaml': YAML,
  'problem_statement/problem.en.md': 'Pour $n$ cups.\n',
  'data/sample/1.in': '1\n',
  'data/sample/1.ans': '2\n',
  'data/secret/b/2.in': '5\n',
  'data/secret/b/2.ans': '10\n',
  'data/secret/a.in': '7\n',
  'data/secret/a.ans': '14\n',
};

let dir: string;
let count = 0;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-test-'));
});
after(() => rm(dir, { recursive: true, force: true }));

const itemsOf = (files: Record<string, string | undefined>): ZipItem[] =>
  Object.entries(files).flatMap(([path, data]) => (data === undefined ? [] : [{ path, data }]));

/** Each reading gets its own folder, so that a test can see that nothing is left in it. */
async function readZip(bytes: Uint8Array, options: ReadOptions = {}): Promise<ProblemPackage> {
  const home = join(dir, String(count++));
  await mkdir(join(home, 'tmp'), { recursive: true });
  const path = join(home, 'tea-for-two.zip');
  await writeFile(path, bytes);
  try {
    return await readPackageZip(path, { tmpDir: join(home, 'tmp'), ...options });
  } catch (error) {
    assert.deepEqual(await readdir(join(home, 'tmp')), [], 'a failed reading leaves nothing behind');
    throw error;
  }
}

async function faultsOf(items: readonly ZipItem[] | Uint8Array, options: ReadOptions = {}) {
  const bytes = items instanceof Uint8Array ? items : makeZip(items);
  const error = await readZip(bytes, options).then(
    () => assert.fail('the package was accepted'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PackageError, String(error));
  assert.ok(error.faults.length > 0);
  return error.faults;
}

async function assertFault(
  items: readonly ZipItem[] | Uint8Array,
  path: string,
  message: RegExp,
  options = {},
) {
  const faults = await faultsOf(items, options);
  const found = faults.some((fault) => fault.path === path && message.test(fault.message));
  assert.ok(found, `no fault ${message} at ${path} in ${JSON.stringify(faults)}`);
}

const withFiles = (changes: Record<string, string | undefined>) => itemsOf({ ...SOUND, ...changes });

describe('a sound package', () => {
  test('is read whole, from an archive', async () => {
    await using problem = await readZip(makeZip(itemsOf(SOUND)));
    assert.equal(problem.title, 'Tea for Two');
    assert.equal(problem.slugHint, 'tea-for-two');
    assert.equal(problem.statementMarkdown, 'Pour $n$ cups.\n');
    assert.equal(problem.timeLimitMs, 1500);
    assert.equal(problem.memoryLimitKiB, 128 * 1024);
    assert.equal(problem.outputLimitBytes, null);
    assert.equal(problem.difficulty, 3);
    assert.deepEqual(problem.warnings, []);
    assert.deepEqual(
      problem.tests.map(({ name, sample }) => [name, sample]),
      [
        ['sample/1', true],
        ['secret/a', false],
        ['secret/b/2', false],
      ],
    );
  });

  test('its files lie in a private folder until it is disposed of', async () => {
    const problem = await readZip(makeZip(itemsOf(SOUND)));
    const file = problem.tests[2]?.answer;
    assert.ok(file);
    assert.equal(await readFile(file.path, 'utf8'), '10\n');
    assert.equal(file.size, 3);
    assert.equal(file.sha256, createHash('sha256').update('10\n').digest('hex'));
    assert.equal((await stat(dirname(file.path))).mode & 0o777, 0o700);
    await problem.dispose();
    await problem.dispose();
    await assert.rejects(stat(dirname(file.path)), { code: 'ENOENT' });
  });

  test('one top folder is stripped and names it; litter is passed over', async () => {
    const items = [
      { path: 'Cups_Of_Tea/' },
      ...itemsOf(SOUND).map(({ path, ...item }) => ({ path: `Cups_Of_Tea/${path}`, ...item })),
      { path: '__MACOSX/Cups_Of_Tea/._problem.yaml', data: 'x' },
      { path: 'Cups_Of_Tea/.DS_Store', data: 'x' },
    ];
    await using problem = await readZip(makeZip(items));
    assert.equal(problem.slugHint, 'cups-of-tea');
    assert.equal(problem.tests.length, 3);
  });

  test('a folder is read the same', async () => {
    const folder = await writeFolder(SOUND);
    await using problem = await readPackageDirectory(folder, { tmpDir: dir });
    await using zipped = await readZip(makeZip(itemsOf(SOUND)), { name: folder });
    const plain = ({ tests, ...rest }: ProblemPackage) => ({
      ...JSON.parse(JSON.stringify(rest)),
      slugHint: '',
      tests: tests.map(({ name, input, answer }) => [name, input.sha256, answer.sha256]),
    });
    assert.deepEqual(plain(problem), plain(zipped));
  });

  test('of 2023-07: names, credits and sources in maps, statement/', async () => {
    const yaml = `problem_format_version: 2023-07-draft
type: [pass-fail]
name: { sv: Te för två, en: Tea }
uuid: 0198c1de-0000-7000-8000-000000000001
credits: { authors: [Ann Ode <ann@example.org>, { name: Bo Li }], testers: Cy }
source: [{ name: Cup 2024, url: https://example.org }, Kettle]
license: cc by-sa
limits: { time_limit: 2, output: 1, code: 64, time_multipliers: { ac_to_time_limit: 2 } }
`;
    const items = withFiles({
      'problem.yaml': yaml,
      'problem_statement/problem.en.md': undefined,
      'statement/problem.en.md': 'Text',
      'statement/problem.sv.md': 'Text',
    });
    await using problem = await readZip(makeZip(items));
    assert.equal(problem.title, 'Tea');
    assert.equal(problem.author, 'Ann Ode, Bo Li');
    assert.equal(problem.source, 'Cup 2024, Kettle');
    assert.equal(problem.license, 'cc by-sa');
    assert.equal(problem.outputLimitBytes, 1024 * 1024);
    assert.deepEqual(
      problem.warnings.map(({ path }) => path),
      ['statement/problem.sv.md'],
    );
  });

  test('what it does not use or assumes is said, not refused', async () => {
    const yaml = 'name: Tea\ncolour: green\nlimits: { cups: 3 }\n';
    await using problem = await readZip(makeZip(withFiles({ 'problem.yaml': yaml })));
    assert.equal(problem.timeLimitMs, 1000);
    assert.equal(problem.memoryLimitKiB, 256 * 1024);
    assert.deepEqual(
      problem.warnings.map(({ message }) => message),
      [
        'colour is not used',
        'limits.cups is not used',
        'no time limit is given; it is 1 s (set limits.time_limit)',
      ],
    );
  });

  test('the time limit may lie in a file of its own', async () => {
    const yaml = 'name: Tea';
    await using kattis = await readZip(makeZip(withFiles({ 'problem.yaml': yaml, '.timelimit': '3\n' })));
    assert.equal(kattis.timeLimitMs, 3000);
    const ini = "name = 'Tea'\ntimelimit='2.5'\n";
    await using domjudge = await readZip(
      makeZip(withFiles({ 'problem.yaml': yaml, 'domjudge-problem.ini': ini })),
    );
    assert.equal(domjudge.timeLimitMs, 2500);
    await assertFault(
      withFiles({ 'problem.yaml': yaml, '.timelimit': 'soon' }),
      '.timelimit',
      /seconds, not soon/,
    );
  });
});

describe('a package with faults', () => {
  const cases: [what: string, changes: Record<string, string | undefined>, path: string, message: RegExp][] =
    [
      ['no problem.yaml', { 'problem.yaml': undefined }, 'problem.yaml', /is missing/],
      ['YAML that does not parse', { 'problem.yaml': 'name: [a\nb: {' }, 'problem.yaml', /line \d+/],
      ['YAML that is a list', { 'problem.yaml': '- a' }, 'problem.yaml', /must be a map/],
      ['YAML that grows without bound', { 'problem.yaml': laughs() }, 'problem.yaml', /alias/i],
      ['no name', { 'problem.yaml': 'limits: { time_limit: 1 }' }, 'problem.yaml', /title/],
      [
        'a limit of a wrong kind',
        { 'problem.yaml': 'limits: { memory: lots }' },
        'problem.yaml',
        /limits.memory/,
      ],
      [
        'a limit of nothing',
        { 'problem.yaml': 'limits: { time_limit: 0 }' },
        'problem.yaml',
        /limits.time_limit/,
      ],
      [
        'a difficulty out of range',
        { 'problem.yaml': 'gavel: { difficulty: 11 }' },
        'problem.yaml',
        /difficulty/,
      ],
      [
        'a scoring problem',
        { 'problem.yaml': `${YAML}type: scoring` },
        'problem.yaml',
        /scoring is not supported/,
      ],
      ['no statement', { 'problem_statement/problem.en.md': undefined }, 'problem_statement', /is missing/],
      [
        'an empty statement',
        { 'problem_statement/problem.en.md': ' \n' },
        'problem_statement/problem.en.md',
        /empty/,
      ],
      ['no .ans', { 'data/secret/a.ans': undefined }, 'data/secret/a.ans', /is missing/],
      ['no .in', { 'data/secret/a.in': undefined }, 'data/secret/a.in', /is missing/],
      ['a path out of the package', { '../up.in': 'x' }, '../up.in', /leaves the package/],
      ['an absolute path', { '/etc/passwd': 'x' }, '/etc/passwd', /absolute/],
      ['names that differ in case', { 'data/secret/A.in': '1' }, 'data/secret/A.in', /differs only in case/],
    ];
  for (const [what, changes, path, message] of cases) {
    test(what, () => assertFault(withFiles(changes), path, message));
  }

  test('settings and statements that would take long to read', async () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join('\n');
    await assertFault(withFiles({ 'problem.yaml': keys }), 'problem.yaml', /larger than 32 KiB/);
    const deep = '['.repeat(30_000);
    await faultsOf(withFiles({ 'problem.yaml': deep }));
    const pictures = { 'problem_statement/problem.en.md': '!['.repeat(100_000) };
    await using problem = await readZip(makeZip(withFiles(pictures)));
    assert.deepEqual(problem.warnings, []);
  });

  test('a file that cannot be read is one fault, not one for each thing that it does not say', async () => {
    for (const yaml of [undefined, '- a', 'limits: { memory: lots }']) {
      assert.equal((await faultsOf(withFiles({ 'problem.yaml': yaml }))).length, 1);
    }
  });

  test('every fault is told at once', async () => {
    const faults = await faultsOf(
      withFiles({
        'problem.yaml': 'type: scoring',
        'data/secret/a.ans': undefined,
        'data/sample/1.in': undefined,
      }),
    );
    assert.deepEqual(faults.map(({ path }) => path).sort(), [
      'data/sample/1.in',
      'data/secret/a.ans',
      'problem.yaml',
      'problem.yaml',
    ]);
  });

  test('no tests at all', async () => {
    const items = itemsOf(SOUND).filter(({ path }) => !path.startsWith('data/'));
    await assertFault(items, 'data/secret', /there are no tests/);
  });

  test('only a PDF as its statement', async () => {
    const pdf = 'problem_statement/problem.en.pdf';
    const items = withFiles({ 'problem_statement/problem.en.md': undefined, [pdf]: '%PDF' });
    await assertFault(items, pdf, /not supported/);
  });

  test('a statement that is not UTF-8, or not text', async () => {
    const path = 'problem_statement/problem.en.md';
    const bare = itemsOf(SOUND).filter((item) => item.path !== path);
    await assertFault([...bare, { path, data: Uint8Array.of(0xff, 0xfe) }], path, /not UTF-8/);
    await assertFault([...bare, { path, data: 'a\0b' }], path, /NUL/);
  });

  test('a name twice, a link, a password, an unknown packing', async () => {
    const sound = itemsOf(SOUND);
    await assertFault([...sound, { path: 'problem.yaml', data: YAML }], 'problem.yaml', /twice/);
    const link = { path: 'data/secret/c.in', data: '/etc/passwd', mode: 0o120777 };
    await assertFault([...sound, link], link.path, /symbolic link/);
    await assertFault([...sound, { path: 'x.in', data: 'x', encrypted: true }], 'x.in', /encrypted/);
    await assertFault([...sound, { path: 'x.in', data: 'x', method: 99 }], 'x.in', /not supported/);
  });

  test('control characters in a name, however it is marked', async () => {
    for (const [control, markedUtf8] of [
      ['\n', false],
      ['\n', true],
      ['\x7f', false],
      ['\u0085', true],
      ['\u2028', true],
    ] as const) {
      const pair = ['in', 'ans'].map((end) => ({ path: `data/secret/a${control}b.${end}`, markedUtf8 }));
      await assertFault([...itemsOf(SOUND), ...pair], 'data/secret/a\ufffdb.in', /control characters/);
    }
  });

  test('contents that are not those that were packed, stored or deflated', async () => {
    const path = 'data/secret/a.ans';
    const bare = withFiles({ [path]: undefined });
    const bytes = makeZip([...bare, { path, data: 'forty-two\n', stored: true }]);
    const at = bytes.indexOf('forty-two');
    await (await readZip(bytes)).dispose();
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    const damaged = /^damaged: its checksum does not match/;
    await assertFault(bytes, path, damaged);
    await assertFault([...bare, { path, data: '14\n', claimedChecksum: 1 }], path, damaged);
    const settings = { path: 'problem.yaml', data: YAML, claimedChecksum: 1 };
    await assertFault([...withFiles({ 'problem.yaml': undefined }), settings], 'problem.yaml', damaged);
  });

  test('a link in a folder', async () => {
    const folder = await writeFolder(SOUND);
    await symlink('/etc/passwd', join(folder, 'data/secret/c.in'));
    await assert.rejects(readPackageDirectory(folder, { tmpDir: dir }), (error: PackageError) => {
      assert.deepEqual(error.faults[0]?.path, 'data/secret/c.in');
      return true;
    });
  });
});

describe('bounds', () => {
  const bomb = { path: 'data/secret/bomb.in', data: Buffer.alloc(4 * 1024 * 1024) };
  const limits = { unpackedBytes: 1024 * 1024 };
  const items = [...itemsOf(SOUND), bomb, { path: 'data/secret/bomb.ans', data: '' }];

  test('an archive that unpacks to too much is stopped while it unpacks', async () => {
    await assertFault(items, bomb.path, /more than 1 MiB/, { limits });
  });

  test('headers that lie about the size do not help', async () => {
    await faultsOf([...itemsOf(SOUND), { ...bomb, claimedSize: 10 }, { path: 'data/secret/bomb.ans' }], {
      limits,
    });
  });

  test('too large an archive, too many files', async () => {
    await assertFault(items, '', /larger than/, { limits: { zipBytes: 100 } });
    await assertFault(items, '', /more than 3 files/, { limits: { files: 3 } });
    const folder = await writeFolder(SOUND);
    await assert.rejects(readPackageDirectory(folder, { limits: { files: 3 } }), PackageError);
  });

  test('a thousand faults are told as a hundred and a count', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({ path: `data/secret/${n}.in`, data: '' }));
    const faults = await faultsOf([...itemsOf(SOUND), ...many]);
    assert.equal(faults.length, 101);
    assert.match(faults[100]?.message ?? '', /and 900 more/);
  });

  test('errors of the system are not faults of the package', async () => {
    await assert.rejects(readPackageZip(join(dir, 'nowhere.zip')), { code: 'ENOENT' });
    await assert.rejects(readPackageDirectory(join(dir, 'nowhere')), { code: 'ENOENT' });
  });
});

describe('whatever the bytes are, the answer is a package or its faults', () => {
  const sound = makeZip(itemsOf(SOUND));
  const settled = async (bytes: Uint8Array) => {
    try {
      await (await readZip(bytes)).dispose();
    } catch (error) {
      assert.ok(error instanceof PackageError, `${error}`);
      assert.ok(error.faults.every((fault) => fault.message !== ''));
    }
  };

  test('random bytes', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), settled)));

  test('truncated archives', () =>
    fc.assert(fc.asyncProperty(fc.nat(sound.length - 1), (length) => settled(sound.subarray(0, length)))));

  test('archives with bytes changed', () => {
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    return fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        return settled(bytes);
      }),
    );
  });

  test('any name and any problem.yaml', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (path, yaml) =>
        settled(makeZip([...withFiles({ 'problem.yaml': yaml }), { path, data: 'x' }])),
      ),
    ));
});

function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 10; n += 1) {
    lines.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}

async function writeFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(dir, 'folder-'));
  for (const [path, data] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), data);
  }
  return folder;
}
