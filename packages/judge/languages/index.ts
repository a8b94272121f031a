import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { JudgeError } from '../errors.ts';
import type { InstalledLanguage } from '../types.ts';
import { c } from './c.ts';
import { cpp } from './cpp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { javascript, typescript } from './javascript.ts';
import type { Language, Tools } from './language.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';

const languages: Language[] = [c, cpp, python, java, javascript, typescript, go, rust];

/** The languages whose tools are found on this machine, with their versions. */
export async function detectLanguages(): Promise<InstalledLanguage[]> {
  const found = await Promise.all(languages.map(describe));
  return found.filter((language) => language !== null);
}

/** Throws `unknown_language`. */
export async function findLanguage(id: string): Promise<{ language: Language; tools: Tools }> {
  const language = languages.find((candidate) => candidate.id === id);
  if (!language) throw new JudgeError('unknown_language', `there is no language "${id}"`);
  const tools = await findTools(language);
  if (!tools) throw new JudgeError('unknown_language', `${language.name} is not installed on this machine`);
  return { language, tools };
}

async function describe(language: Language): Promise<InstalledLanguage | null> {
  const tools = await findTools(language);
  if (!tools) return null;
  const { tool, args, pattern } = language.version;
  try {
    const { stdout, stderr } = await promisify(execFile)(tools[tool] ?? process.execPath, args, {
      timeout: 30_000,
    });
    const version = pattern.exec(stdout || stderr)?.[0];
    return version ? { id: language.id, name: language.name, version } : null;
  } catch {
    // A tool that cannot even tell its version would fail every submission: the language counts as not installed.
    return null;
  }
}

/** Null when one is missing. */
async function findTools(language: Language): Promise<Tools | null> {
  const tools: Tools = {};
  for (const [name, places] of Object.entries(language.tools)) {
    const path = await firstExecutable(places);
    if (!path) return null;
    tools[name] = path;
  }
  return tools;
}

async function firstExecutable(places: string[]): Promise<string | null> {
  for (const path of places) {
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return null;
}
