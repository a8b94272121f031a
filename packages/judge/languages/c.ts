import { fixedPlan, inSystemFolders, type Language, tool } from './language.ts';

export const c: Language = {
  id: 'c',
  name: 'C',
  tools: { gcc: inSystemFolders('gcc') },
  version: { tool: 'gcc', args: ['-dumpfullversion'], pattern: /\S+/ },
  plan: fixedPlan('main.c'),
  compile: (tools) => [tool(tools, 'gcc'), '-O2', '-std=gnu17', '-pipe', '-o', 'main', 'main.c', '-lm'],
  run: () => ['/work/main'],
  cpuFactor: 1,
  extraCpuMs: 0,
  extraMemoryKiB: 0,
  processes: 64,
};
