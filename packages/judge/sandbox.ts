import { Sandbox, type SandboxOptions } from '@gavel/sandbox';

/** A sandbox that has what the languages need from outside the system folders: this Node. */
export function openJudgeSandbox(options: Omit<SandboxOptions, 'tools'>): Promise<Sandbox> {
  return Sandbox.open({ ...options, tools: { node: process.execPath } });
}
