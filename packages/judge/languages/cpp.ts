import { fixedPlan, inSystemFolders, type Language, tool } from './language.ts';

export const cpp: Language = {
  id: 'cpp',
  name: 'C++20',
  tools: { 'g++': inSystemFolders('g++') },
  version: { tool: 'g++', args: ['-dumpfullversion'], pattern: /\S+/ },
  plan: fixedPlan('main.cpp'),
  compile: (tools) => [tool(tools, 'g++'), '-O2', '-std=gnu++20', '-pipe', '-o', 'main', 'main.cpp'],
  run: () => ['/work/main'],
  cpuFactor: 1,
  extraCpuMs: 0,
  extraMemoryKiB: 0,
  processes: 64,
};
