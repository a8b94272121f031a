import { extname } from 'node:path';

const LANGUAGES: Record<string, string> = {
  '.c': 'c',
  '.cpp': 'cpp',
  '.cc': 'cpp',
  '.cxx': 'cpp',
  '.py': 'python',
  '.java': 'java',
  '.js': 'javascript',
  '.ts': 'typescript',
  '.go': 'go',
  '.rs': 'rust',
};

export const ENDINGS = Object.keys(LANGUAGES);

/** Id of the language that a file's ending tells; null: none that is judged here. */
export function languageOfFile(name: string): string | null {
  return LANGUAGES[extname(name)] ?? null;
}
