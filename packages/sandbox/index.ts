/** Untrusted programs inside limits. README.md tells what is promised. */
export type { Box } from './box.ts';
export { type Conversation, converse, type Speaker } from './converse.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
export { inspect } from './inspect.ts';
export { Sandbox } from './sandbox.ts';
export type {
  Flaw,
  Inspection,
  LimitName,
  Limits,
  RunCounts,
  RunRequest,
  RunResult,
  SandboxOptions,
} from './types.ts';
