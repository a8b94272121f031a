/** One language as data. Paths in argv are those inside a box, where the source lies in /work. */
export type Language = {
  id: string;
  name: string;
  /** Where its tools may be, by name; every name must be found at one of its places. Only places that boxes see. */
  tools: Record<string, string[]>;
  /** Prints the version, on stdout or stderr; the first match in it is shown. */
  version: { tool: string; args: string[]; pattern: RegExp };
  /** File name of a source, and what else is read from the source. */
  plan: (source: string) => Plan;
  compile: (tools: Tools, plan: Plan) => string[];
  /** `memoryKiB` is what the whole run may use, `extraMemoryKiB` included. */
  run: (tools: Tools, plan: Plan, memoryKiB: number) => string[];
  env?: Record<string, string>;
  /** A problem's CPU limit is multiplied by this. */
  cpuFactor: number;
  /** Added for what the run-time needs before the first line of the program. */
  extraCpuMs: number;
  extraMemoryKiB: number;
  /** Processes and threads a run may have, those of the run-time included. */
  processes: number;
  /** Exit code with which the run-time itself says that memory is used up. */
  memoryExitCode?: number;
};

export type Plan = { fileName: string; entry: string };

/** Name to the path that was found. */
export type Tools = Record<string, string>;

export function fixedPlan(fileName: string): () => Plan {
  return () => ({ fileName, entry: fileName });
}

/** Where packages and hand-made installations put programs. */
export function inSystemFolders(name: string): string[] {
  return [`/usr/bin/${name}`, `/usr/local/bin/${name}`];
}

export function tool(tools: Tools, name: string): string {
  const path = tools[name];
  if (!path) throw new RangeError(`a language uses the tool ${name} that it does not list`);
  return path;
}
