import { fixedPlan, type Language } from './language.ts';

/** Gavel's own Node, brought into the box by `openJudgeSandbox`. */
const node = '/gavel/node';

/** Node needs about 45 MiB before the first line of a program. */
const overheadKiB = 64 * 1024;

const shared = {
  tools: {},
  version: { tool: 'node', args: ['--version'], pattern: /\d\S+/ },
  run: (_tools, _plan, memoryKiB) => [
    node,
    // Heap as large as all the memory: so it is the kernel that ends a program that uses too much, not V8.
    ...[`--max-old-space-size=${Math.ceil(memoryKiB / 1024)}`, '--stack-size=65500', '/work/main.js'],
  ],
  env: { NODE_NO_WARNINGS: '1' },
  cpuFactor: 2,
  extraCpuMs: 200,
  extraMemoryKiB: overheadKiB,
  processes: 64,
} satisfies Partial<Language>;

export const javascript: Language = {
  ...shared,
  id: 'javascript',
  name: 'JavaScript (Node)',
  plan: fixedPlan('main.js'),
  compile: () => [node, '--check', 'main.js'],
};

/** Types are taken out, not checked. Only a program with enums and the like is rewritten, and loses its line numbers. */
const stripTypes = `
const { readFileSync, writeFileSync } = require('node:fs');
const { stripTypeScriptTypes } = require('node:module');
const source = readFileSync('main.ts', 'utf8');
let code;
try {
  try {
    code = stripTypeScriptTypes(source);
  } catch (error) {
    if (error.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw error;
    code = stripTypeScriptTypes(source, { mode: 'transform' });
  }
} catch (error) {
  console.error('main.ts: ' + error.message);
  process.exit(1);
}
writeFileSync('main.js', code);
const check = require('node:child_process').spawnSync(process.execPath, ['--check', 'main.js'], { stdio: 'inherit' });
process.exit(check.status ?? 1);
`;

export const typescript: Language = {
  ...shared,
  id: 'typescript',
  name: 'TypeScript (Node)',
  plan: fixedPlan('main.ts'),
  compile: () => [node, '-e', stripTypes],
};
