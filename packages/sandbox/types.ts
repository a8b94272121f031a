/** Bounds of one run. Every one is enforced on the whole process tree of the run. */
export type Limits = {
  /** CPU time, user and system, of all processes together; milliseconds. */
  cpuMs: number;
  /** Time on the clock; milliseconds. */
  wallMs: number;
  /** Peak memory of all processes together, files in /tmp included; kibibytes. */
  memoryKiB: number;
  /** Bytes written to stdout and stderr together. */
  outputBytes: number;
  /** Processes and threads alive at once. */
  processes: number;
  /** Bytes of one file; without it 256 MiB. */
  fileBytes?: number;
  /** Bytes in all files together that the run makes, those of /tmp, /dev/shm and, in `compile`, /work; without it 1 GiB. */
  writtenBytes?: number;
  /**
   * Descriptors that one process may have; without it 1024. Rounded up to one more than a power of two, 257 at least, where
   * the machine allows as many: elsewhere it holds as it is, and is not told.
   */
  openFiles?: number;
};

/**
 * `file`: one file was to become too large; `files`: all together filled what may be written; `descriptors`: the program
 * failed and had used all.
 */
export type LimitName = 'cpu' | 'wall' | 'memory' | 'output' | 'processes' | 'file' | 'files' | 'descriptors';

export type RunRequest = {
  /** `compile` may write /work; the first `run` ends that for good, and sees /work read-only. */
  stage: 'compile' | 'run';
  /** Program and arguments, as seen from inside; the program is an absolute path. */
  argv: string[];
  env?: Record<string, string>;
  /** Path on the host of a file that the program reads; null: empty. */
  stdin: string | null;
  /** Paths on the host that are made or overwritten; null: counted and thrown away. Use `box.scratch`. */
  stdout: string | null;
  stderr: string | null;
  /**
   * Name of a file in /tmp: what the program leaves there is appended to its stderr after a line end, up to 4 KiB, and is
   * no output.
   */
  note?: string;
  /**
   * Whether the limit `descriptors` is told when it was met; true without it. The kernel tells of it only to a tracer
   * (native/trace.h), for which each run pays.
   */
  traced?: boolean;
  /** Paths on the host of up to three more files to read: descriptors 3, 4, 5, which is `/dev/fd/3` and so on. */
  files?: string[];
  limits: Limits;
  /** Ends the run; `run` then rejects with the reason of the signal. */
  signal?: AbortSignal;
};

export type RunResult = {
  outcome: 'exited' | 'signalled' | 'limit';
  /** Which limit ended the run; null when none did. */
  limit: LimitName | null;
  exitCode: number | null;
  /** For example `SIGSEGV`. */
  signal: string | null;
  /** Whole milliseconds, of all processes of the run. */
  cpuMs: number;
  wallMs: number;
  /** Peak, kibibytes, of all processes of the run together. */
  memoryKiB: number;
  /** Bytes that came over stdout and stderr. */
  outputBytes: number;
  /** Processes that were alive when the program ended, and were killed then. */
  leftovers: number;
  /** Processes that the kernel still counts after that: none, or the sandbox is at fault. */
  survivors: number;
};

/** Of all runs of a sandbox since it was opened. */
export type RunCounts = { runs: number; leftovers: number; survivors: number };

export type SandboxOptions = {
  /** Data folder of Gavel (GAVEL_HOME); the sandbox keeps to its sub-folder `sandbox/`. */
  home: string;
  /** How many boxes are kept ready, and may be had at once; one more than are needed at once. */
  boxes: number;
  /** Programs from outside the system folders, by name; seen inside as `/gavel/NAME`. */
  tools?: Record<string, string>;
  /** Start even though `inspect` names limits that this machine cannot enforce. */
  acceptMissingLimits?: boolean;
};

/** Something that keeps the sandbox from its promise on this machine, and the way to mend it. */
export type Flaw = { code: string; message: string; fix: string };

export type Inspection = {
  bubblewrap: string | null;
  compiler: string | null;
  cgroups: 'v1' | 'v2' | 'none';
  /** Without these nothing can run. */
  missing: Flaw[];
  /** Limits that cannot be enforced; a reason not to start unless accepted. */
  unenforced: Flaw[];
};
