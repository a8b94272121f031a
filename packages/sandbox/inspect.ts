import type { Inspection } from './types.ts';

/** What the sandbox finds on this machine, and what it cannot do here. */
export async function inspect(): Promise<Inspection> {
  return { bubblewrap: null, compiler: null, cgroups: 'none', missing: [], unenforced: [] };
}
