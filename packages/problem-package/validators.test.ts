import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { PackageError, type ProblemPackage, readPackageZip } from './index.ts';
import { makeZip, type ZipItem } from './zip-writer.fixture.ts';

const NAME = 'name: Tea for Two\nlimits: { time_limit: 1 }\n';
const SOUND: Record<string, string> = {
  'problem.yaml': NAME,
  'problem_statement/problem.en.md': 'Pour $n$ cups.\n',
  'data/sample/1.in': '1\n',
  'data/sample/1.ans': '2\n',
  'data/secret/a/1.in': '5\n',
  'data/secret/a/1.ans': '10\n',
  'data/secret/b/2.in': '7\n',
  'data/secret/b/2.ans': '14\n',
};
const CUSTOM = { 'problem.yaml': `${NAME}validation: custom\n` };
const MAIN = 'int main() { return 42; }\n';
const TOKENS = { kind: 'tokens', spaceSensitive: false, absoluteTolerance: null, relativeTolerance: null };
const CHECKER = { kind: 'checker', language: 'cpp', main: 'check.cpp', protocol: 'icpc', flags: [] };

let dir: string;
let count = 0;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-test-'));
});
after(() => rm(dir, { recursive: true, force: true }));

async function read(files: Record<string, string | Uint8Array>, more: ZipItem[] = []) {
  const path = join(dir, `${count++}.zip`);
  const items = Object.entries({ ...SOUND, ...files }).map(([name, data]) => ({ path: name, data }));
  await writeFile(path, makeZip([...items, ...more]));
  return readPackageZip(path, { tmpDir: dir });
}

async function comparisonOf(files: Record<string, string>): Promise<ProblemPackage['comparison']> {
  await using problem = await read(files);
  assert.deepEqual(problem.warnings, []);
  assert.equal(problem.referee === null, problem.comparison.kind === 'tokens');
  return problem.comparison;
}

async function faultsOf(files: Record<string, string | Uint8Array>) {
  const error = await read(files).then(
    () => assert.fail('the package was accepted'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PackageError, String(error));
  return error.faults;
}

/** There is this one fault, and no other that follows from it. */
async function assertFault(files: Record<string, string | Uint8Array>, path: string, message: RegExp) {
  const faults = await faultsOf(files);
  assert.equal(faults.length, 1, JSON.stringify(faults));
  assert.equal(faults[0]?.path, path);
  assert.match(faults[0]?.message ?? '', message);
}

describe('which comparison', () => {
  const check = { 'output_validators/check.cpp': MAIN };
  const modern = { 'output_validator/check.cpp': MAIN };
  const cases: [what: string, files: Record<string, string>, expected: object][] = [
    ['tokens where nothing is said', {}, TOKENS],
    ['tokens where default is said', { 'problem.yaml': `${NAME}validation: default` }, TOKENS],
    ['a legacy checker', { ...CUSTOM, ...check }, CHECKER],
    ['one in a folder', { ...CUSTOM, 'output_validators/tea/check.cpp': MAIN }, CHECKER],
    ['a 2023-07 checker', modern, CHECKER],
    [
      'a legacy interactor',
      { 'problem.yaml': `${NAME}validation:  custom   interactive`, ...check },
      { ...CHECKER, kind: 'interactor' },
    ],
    [
      'a 2023-07 interactor',
      { 'problem.yaml': `${NAME}type: [pass-fail, interactive]`, ...modern },
      { ...CHECKER, kind: 'interactor' },
    ],
  ];
  for (const [what, files, expected] of cases) {
    test(what, async () => assert.deepEqual(await comparisonOf(files), expected));
  }

  test('with limits of its own where problem.yaml says so', async () => {
    const limits = 'time_limit: 1, validation_time: 1.5, validation_memory: 64, validation_output: 2';
    const yaml = `name: Tea\nlimits: { ${limits} }\n`;
    assert.deepEqual(await comparisonOf({ 'problem.yaml': yaml, ...modern }), {
      ...CHECKER,
      limits: { cpuMs: 1_500, memoryKiB: 65_536, outputBytes: 2 * 1024 * 1024 },
    });
    const talks = `name: Tea\ntype: interactive\nlimits: { ${limits} }\n`;
    const { warnings } = await read({ ...modern, 'problem.yaml': talks });
    assert.match(JSON.stringify(warnings), /limits\.validation_time is not used: an interactor/);
    const none = { 'problem.yaml': 'name: Tea\nlimits: { validation_time: -1 }\n', ...modern };
    await assertFault(none, 'problem.yaml', /limits\.validation_time/);
  });

  test('what is not supported, or does not fit together', async () => {
    for (const type of ['scoring', 'multi-pass', 'submit-answer']) {
      const yaml = { 'problem.yaml': `${NAME}type: [interactive, ${type}]`, ...modern };
      await assertFault(yaml, 'problem.yaml', new RegExp(`type: ${type} is not supported yet`));
    }
    for (const words of ['custom score', 'custom interactive score', 'default interactive', 'own']) {
      const files = { 'problem.yaml': `${NAME}validation: ${words}`, ...check };
      await assertFault(files, 'problem.yaml', new RegExp(`validation: ${words} is not supported yet`));
    }
    await assertFault(
      CUSTOM,
      'output_validator',
      /is missing: .* add the sources of one validator \(legacy: output_validators\)/,
    );
    await assertFault({ 'problem.yaml': `${NAME}type: interactive` }, 'output_validator', /is missing/);
  });

  test('a legacy folder that no validation asks for is left out, with a warning', async () => {
    await using problem = await read(check);
    assert.deepEqual(problem.comparison, TOKENS);
    assert.deepEqual(problem.warnings, [
      { path: 'output_validators', message: 'is not used: set validation: custom in problem.yaml' },
    ]);
  });
});

describe('flags', () => {
  const flags = (words: string) => ({ 'problem.yaml': `${NAME}validator_flags: ${words}` });

  test('of the default validator', async () => {
    for (const [words, expected] of [
      ['case_sensitive', {}],
      ["''", {}],
      ['space_change_sensitive case_sensitive', { spaceSensitive: true }],
      ['float_tolerance 1e-6', { absoluteTolerance: 1e-6, relativeTolerance: 1e-6 }],
      ['float_absolute_tolerance .5', { absoluteTolerance: 0.5 }],
      [
        'float_relative_tolerance 0 float_absolute_tolerance 1E-3',
        { absoluteTolerance: 1e-3, relativeTolerance: 0 },
      ],
    ] as const) {
      assert.deepEqual(await comparisonOf(flags(words)), { ...TOKENS, ...expected }, words);
    }
  });

  test('that are unknown, or have a bad number', async () => {
    for (const bad of ['-1e-6', '2', 'nan', 'inf', '1e999', '0x1', '1e-6,']) {
      const message = new RegExp(`float_tolerance needs a number from 0 to 1, not "${bad}"`);
      await assertFault(flags(`float_tolerance ${bad}`), 'problem.yaml', message);
    }
    await assertFault(flags('float_tolerance'), 'problem.yaml', /not nothing/);
    await assertFault(flags('case_insensitive'), 'problem.yaml', /no flag "case_insensitive"/);
    await assertFault(flags('float_tolerance 0.1 float_absolute_tolerance 0.1'), 'problem.yaml', /twice/);
    await assertFault(flags('{ a: 1 }'), 'problem.yaml', /validator_flags must be a text/);
    await assertFault(flags('"a\\0b"'), 'problem.yaml', /control characters/);
    await assertFault(flags('constructor'), 'problem.yaml', /no flag "constructor"/);
    assert.equal((await faultsOf(flags('one two'))).length, 2);
  });

  test('of test groups, where they are the same for all tests', async () => {
    const tolerant = { ...TOKENS, absoluteTolerance: 0.1, relativeTolerance: 0.1 };
    const args = 'output_validator_args: [float_tolerance, 0.1]\n';
    const legacy = 'grading: default\noutput_validator_flags: float_tolerance 0.1\n';
    const ways: Record<string, string>[] = [
      { 'data/test_group.yaml': args },
      { 'data/testdata.yaml': legacy },
      { 'data/sample/test_group.yaml': args, 'data/secret/test_group.yaml': args },
      { 'data/sample/1.yaml': args, 'data/secret/a/1.yaml': args, 'data/secret/b/test_group.yaml': args },
      { 'data/testdata.yaml': legacy, 'data/secret/testdata.yaml': 'on_reject: break\n' },
    ];
    for (const files of ways) {
      assert.deepEqual(await comparisonOf(files), tolerant, JSON.stringify(files));
    }
    const nothing = { 'data/secret/testdata.yaml': "output_validator_flags: ''\n" };
    assert.deepEqual(await comparisonOf(nothing), TOKENS);
  });

  test('of test groups that differ', async () => {
    const args = 'output_validator_args: [float_tolerance, 0.1]\n';
    const message = /must be the same for all tests; put them into the file in data\//;
    for (const path of [
      'data/secret/testdata.yaml',
      'data/secret/b/test_group.yaml',
      'data/secret/a/1.yaml',
    ]) {
      await assertFault({ [path]: args }, path, message);
    }
    const top = { 'data/test_group.yaml': args };
    const unset = { ...top, 'data/secret/b/test_group.yaml': 'output_validator_args: []\n' };
    await assertFault(unset, 'data/secret/b/test_group.yaml', message);
    await assertFault({ 'data/sample/test_group.yaml': args }, 'data/sample/test_group.yaml', message);
  });

  test('of test groups that cannot be read', async () => {
    const at = (text: string) => ({ 'data/test_group.yaml': text });
    await assertFault(at('output_validator_args: ['), 'data/test_group.yaml', /line \d+/);
    await assertFault(at('output_validator_flags: { name: a }'), 'data/test_group.yaml', /must be a text/);
    await assertFault(at(`output_validator_args: []\n${'#'.repeat(5000)}`), 'data/test_group.yaml', /longer/);
    await assertFault(at('output_validator_args: [lenient]'), 'data/test_group.yaml', /no flag "lenient"/);
  });

  test('of a checker are its arguments, those of problem.yaml first', async () => {
    const comparison = await comparisonOf({
      'problem.yaml': `${NAME}validation: custom\nvalidator_flags: strict  7\n`,
      'output_validators/check.cpp': MAIN,
      'data/test_group.yaml': 'output_validator_args: [max moves, 100]\n',
    });
    assert.deepEqual(comparison, { ...CHECKER, flags: ['strict', '7', 'max moves', '100'] });
  });
});

describe('the sources of a validator', () => {
  const modern = (files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`output_validator/${name}`, text]));

  test('are one file, the same for the same sources', async () => {
    const files = { 'check.cpp': '#include "b.h"\r\nint main() {}\n', 'b.h': '', 'a.hpp': '// ä\n' };
    await using problem = await read(modern(files));
    const { referee } = problem;
    assert.ok(referee);
    const text = await readFile(referee.path, 'utf8');
    const expected = { 'a.hpp': '// ä\n', 'b.h': '', 'check.cpp': '#include "b.h"\nint main() {}\n' };
    assert.equal(text, JSON.stringify(expected));
    assert.equal(referee.size, Buffer.byteLength(text));
    assert.equal(referee.sha256, createHash('sha256').update(text).digest('hex'));
    assert.equal((await stat(referee.path)).mode & 0o777, 0o644);
    await using other = await read(modern(Object.fromEntries(Object.entries(files).reverse())));
    assert.equal(other.referee?.sha256, referee.sha256);
  });

  test('tell the language, the main file and the protocol', async () => {
    for (const [files, expected] of [
      [
        { 'v.c': '', 'v.h': '' },
        { language: 'c', main: 'v.c' },
      ],
      [
        { 'v.cc': '', 'v.h': '' },
        { language: 'cpp', main: 'v.cc' },
      ],
      [{ 'v.cxx': '' }, { language: 'cpp', main: 'v.cxx' }],
      [{ 'v.py': '' }, { language: 'python', main: 'v.py' }],
      [{ 'Check.java': '' }, { language: 'java', main: 'Check.java' }],
      [{ 'v.js': '' }, { language: 'javascript', main: 'v.js' }],
      [{ 'v.ts': '' }, { language: 'typescript', main: 'v.ts' }],
      [{ 'v.go': '' }, { language: 'go', main: 'v.go' }],
      [{ 'v.rs': '' }, { language: 'rust', main: 'v.rs' }],
      [
        { 'Validator.java': '', 'Parts.java': '' },
        { language: 'java', main: 'Validator.java' },
      ],
      [
        { 'a.py': '', 'b.py': "if __name__ == '__main__': go()" },
        { language: 'python', main: 'b.py' },
      ],
      [
        { 'main.cpp': '#include "other.cpp"', 'other.cpp': '' },
        { language: 'cpp', main: 'main.cpp' },
      ],
      [
        { 'v.cpp': `#  include "part.cc"\n#include "a.hh"\n${MAIN}`, 'part.cc': '', 'a.hh': '', 'b.inc': '' },
        { language: 'cpp', main: 'v.cpp' },
      ],
      [
        { 'V.java': 'public static void main(String[] a) {}', 'Checker.java': '' },
        { language: 'java', main: 'V.java' },
      ],
      [
        { 'v.cpp': '// not registerTestlibCmd(argc, argv)\n/* registerInteraction(\n) */' },
        { language: 'cpp', main: 'v.cpp' },
      ],
      [
        { 'v.cpp': 'registerTestlibCmd (argc, argv);', 'testlib.h': '' },
        { language: 'cpp', main: 'v.cpp', protocol: 'testlib' },
      ],
      [
        { 'v.cpp': 'registerTestlibCmd(argc, argv);', 'testlib.h': '#define OK_EXIT_CODE 42' },
        { language: 'cpp', main: 'v.cpp' },
      ],
      [
        { 'v.cpp': 'registerInteraction(argc, argv);' },
        { language: 'cpp', main: 'v.cpp', protocol: 'testlib' },
      ],
      [
        { 'v.cpp': '', 'testlib.h': 'void registerTestlibCmd(int, char**)' },
        { language: 'cpp', main: 'v.cpp' },
      ],
    ] as const) {
      assert.deepEqual(await comparisonOf(modern(files)), { ...CHECKER, ...expected }, JSON.stringify(files));
    }
  });

  test('that cannot be used', async () => {
    const folder = 'output_validator';
    await assertFault(modern({ 'a.cpp': '', 'b.py': '' }), folder, /several languages \(cpp, python\)/);
    await assertFault(modern({ 'a.py': '', 'a.h': '' }), folder, /several languages/);
    await assertFault(modern({ 'a.cpp': '', 'b.cpp': '' }), folder, /several source files; name the one/);
    await assertFault(modern({ 'a.cpp': MAIN, 'b.cpp': MAIN }), folder, /several source files/);
    await assertFault(modern({ 'a.h': '' }), folder, /has no source file; add one that ends with \.c /);
    await assertFault(
      modern({ 'a.cpp': MAIN, build: '#!/bin/sh' }),
      `${folder}/build`,
      /scripts are not run/,
    );
    await assertFault(modern({ 'a.cpp': MAIN, run: '' }), `${folder}/run`, /scripts are not run/);
    await assertFault(modern({ 'x/a.cpp': MAIN, 'x/y/b.h': '' }), `${folder}/x/y/b.h`, /sub-folder/);
    await assertFault(modern({ 'x/a.cpp': MAIN, 'y/b.cpp': MAIN }), `${folder}/x`, /several validators/);
    await assertFault(modern({ 'x/a.cpp': MAIN, 'b.cpp': MAIN }), `${folder}/x`, /several validators/);
    await assertFault(modern({ '-o.cpp': MAIN }), `${folder}/-o.cpp`, /rename it/);
    await assertFault({ 'output_validator/a.py': Uint8Array.of(0xff) }, `${folder}/a.py`, /not UTF-8/);
    const both = { ...modern({ 'a.cpp': MAIN }), 'output_validators/b.cpp': MAIN };
    await assertFault(both, folder, /several validators/);
    const legacy = { ...CUSTOM, 'output_validators/a.py': '', 'output_validators/validator.py': '' };
    await assertFault(legacy, 'output_validators', /several validators \(a\.py, validator\.py\)/);
    const linked = modern({ 'v.cpp': MAIN, 'util.cpp': '' });
    await assertFault(linked, folder, /util\.cpp is not compiled, as one file is: include it/);
    await assertFault(modern({ 'v.cpp': '#include "testlib.h"' }), folder, /testlib\.h is missing/);
    await assertFault(modern({ 'main.py': '', 'checker.py': '__main__' }), folder, /several|rename main\.py/);
    const flagged = { ...modern({ 'v.cpp': 'registerTestlibCmd(c, v)', 'testlib.h': '' }) };
    await assertFault(
      { 'problem.yaml': `${NAME}validator_flags: a`, ...flagged },
      'problem.yaml',
      /testlib takes no flags/,
    );
    const many = `${NAME}validator_flags: ${'a '.repeat(200)}`;
    await assertFault({ 'problem.yaml': many }, 'problem.yaml', /at most 100 words/);
    const large = '/'.repeat(600 * 1024);
    await assertFault(modern({ 'a.cpp': large, 'b.h': large }), folder, /more than 1 MiB/);
    await assertFault(modern({ 'a.cpp': large + large }), `${folder}/a.cpp`, /larger than 1024 KiB/);
  });

  test('may lie in a folder with a text beside it, and include what only a compiler knows', async () => {
    const files = { 'v/v.cpp': `#include "bits/stdc++.h"\n${MAIN}`, 'README.md': 'how', '.DS_Store': '' };
    await using problem = await read(modern(files));
    assert.deepEqual(
      problem.warnings.map(({ path, message }) => `${path}: ${message.slice(0, 30)}`),
      ['output_validator/README.md: left out; it is no source file', 'v.cpp: includes bits/stdc++.h, which '],
    );
  });

  test('are without what lies beside them', async () => {
    const files = { 'v.py': '', 'README.md': 'how', '.gitkeep': '' };
    await using problem = await read(modern(files));
    assert.equal(await readFile(problem.referee?.path ?? '', 'utf8'), '{"v.py":""}');
    assert.deepEqual(
      problem.warnings.map(({ path }) => path),
      ['output_validator/README.md'],
    );
  });

  test('whatever their names and texts are, the answer is a package or its faults', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.string(),
        async (name, text, yaml) => {
          const more = [
            { path: `output_validator/${name}`, data: text },
            { path: 'data/secret/test_group.yaml', data: `output_validator_args: ${yaml}` },
          ];
          try {
            await (await read({}, more)).dispose();
          } catch (error) {
            assert.ok(error instanceof PackageError, String(error));
          }
        },
      ),
    ));
});
