import { fixedPlan, inSystemFolders, type Language, tool } from './language.ts';

export const python: Language = {
  id: 'python',
  name: 'Python 3',
  tools: { python3: inSystemFolders('python3') },
  version: { tool: 'python3', args: ['--version'], pattern: /\d\S+/ },
  plan: fixedPlan('main.py'),
  // Finds syntax errors before any test is run.
  compile: (tools) => [tool(tools, 'python3'), '-m', 'py_compile', 'main.py'],
  run: (tools) => [tool(tools, 'python3'), '/work/main.py'],
  cpuFactor: 3,
  extraCpuMs: 0,
  extraMemoryKiB: 0,
  processes: 64,
};
