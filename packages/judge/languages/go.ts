import { fixedPlan, inSystemFolders, type Language, tool } from './language.ts';

export const go: Language = {
  id: 'go',
  name: 'Go',
  tools: { go: [...inSystemFolders('go'), '/usr/local/go/bin/go'] },
  version: { tool: 'go', args: ['version'], pattern: /\d\S+/ },
  plan: fixedPlan('main.go'),
  compile: (tools) => [tool(tools, 'go'), 'build', '-o', 'main', 'main.go'],
  run: () => ['/work/main'],
  env: { GOCACHE: '/tmp/go-build', GO111MODULE: 'off', CGO_ENABLED: '0', GOTELEMETRY: 'off' },
  cpuFactor: 1,
  extraCpuMs: 0,
  extraMemoryKiB: 16 * 1024,
  processes: 64,
};
