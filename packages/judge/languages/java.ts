import { inSystemFolders, type Language, type Plan, tool } from './language.ts';

/** Metaspace, code cache, thread stacks and the collector's own tables, beside the heap. */
const overheadKiB = 128 * 1024;

export const java: Language = {
  id: 'java',
  name: 'Java',
  tools: { java: inSystemFolders('java'), javac: inSystemFolders('javac') },
  version: { tool: 'javac', args: ['--version'], pattern: /\d\S*/ },
  plan,
  compile: (tools, { fileName }) => [
    tool(tools, 'javac'),
    ...['-J-XX:+UseSerialGC', '-J-XX:TieredStopAtLevel=1', '-J-Xmx1g'],
    ...['-encoding', 'UTF-8', '-proc:none', '-d', '/work', fileName],
  ],
  run: (tools, { entry }, memoryKiB) => [
    tool(tools, 'java'),
    // The heap may have what the problem allows; when that is used up the program ends with code 3.
    ...[`-Xmx${memoryKiB - overheadKiB}k`, '-XX:+ExitOnOutOfMemoryError', '-Xss64m'],
    ...['-XX:+UseSerialGC', '-XX:-UsePerfData', '-XX:ErrorFile=/dev/null', '-cp', '/work', entry],
  ],
  cpuFactor: 2,
  extraCpuMs: 500,
  extraMemoryKiB: overheadKiB,
  processes: 64,
  memoryExitCode: 3,
};

/** Javac wants a public class in a file of its name; the class to start is the one that has `main`. */
function plan(source: string): Plan {
  const code = withoutCommentsAndText(source);
  const publicType =
    /\bpublic\s+(?:(?:final|abstract|sealed|strictfp)\s+)*(?:class|record|enum|interface)\s+(\w+)/.exec(
      code,
    )?.[1];
  const packageName = /^\s*package\s+([\w.]+)\s*;/m.exec(code)?.[1];
  const main = code.search(/\bstatic\s+(?:final\s+)?void\s+main\s*\(/);
  const before = code.slice(0, Math.max(main, 0)).matchAll(/\b(?:class|record|enum|interface)\s+(\w+)/g);
  const name = publicType ?? [...before].at(-1)?.[1] ?? 'Main';
  return { fileName: `${publicType ?? 'Main'}.java`, entry: packageName ? `${packageName}.${name}` : name };
}

function withoutCommentsAndText(source: string): string {
  return source.replace(
    /\/\*[\s\S]*?\*\/|\/\/.*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    ' ',
  );
}
