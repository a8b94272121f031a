import { fixedPlan, type Language } from './language.ts';

/** Gavel's own Node, brought into the box by `openJudgeSandbox`. */
const node = '/gavel/node';

/** Node needs about 45 MiB before the first line of a program. */
const overheadKiB = 64 * 1024;

function nodeLanguage(id: string, name: string, fileName: string): Language {
  return {
    id,
    name,
    tools: {},
    version: { tool: 'node', args: ['--version'], pattern: /\d\S+/ },
    plan: fixedPlan(fileName),
    compile: () => [node, '--check', fileName],
    run: (_tools, _plan, memoryKiB) => [
      node,
      // Heap as large as all the memory: so it is the kernel that ends a program that uses too much, not V8.
      ...[`--max-old-space-size=${Math.ceil(memoryKiB / 1024)}`, '--stack-size=65500', `/work/${fileName}`],
    ],
    env: { NODE_NO_WARNINGS: '1' },
    cpuFactor: 2,
    extraCpuMs: 200,
    extraMemoryKiB: overheadKiB,
    processes: 64,
  };
}

export const javascript = nodeLanguage('javascript', 'JavaScript (Node)', 'main.js');
export const typescript = nodeLanguage('typescript', 'TypeScript (Node)', 'main.ts');
