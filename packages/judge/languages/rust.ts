import { fixedPlan, inSystemFolders, type Language, tool } from './language.ts';

export const rust: Language = {
  id: 'rust',
  name: 'Rust',
  tools: { rustc: inSystemFolders('rustc'), cc: inSystemFolders('cc') },
  version: { tool: 'rustc', args: ['--version'], pattern: /\d\S+/ },
  plan: fixedPlan('main.rs'),
  compile: (tools) => [tool(tools, 'rustc'), '-O', '--edition', '2021', '-o', 'main', 'main.rs'],
  run: () => ['/work/main'],
  cpuFactor: 1,
  extraCpuMs: 0,
  extraMemoryKiB: 0,
  processes: 64,
};
