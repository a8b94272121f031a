import type { InstalledLanguage } from '../types.ts';

/** The languages whose tools are found on this machine. */
export async function detectLanguages(): Promise<InstalledLanguage[]> {
  return [];
}
