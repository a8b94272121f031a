import { templateFor } from './templates.ts';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What the user last wrote for this problem in this language, else the language's template. */
export function readDraft(storage: Keep, slug: string, language: string): string {
  return read(storage, draftKey(slug, language)) ?? templateFor(language);
}

/** A draft that is but the template is not kept. */
export function writeDraft(storage: Keep, slug: string, language: string, text: string): void {
  write(storage, draftKey(slug, language), text === templateFor(language) ? null : text);
}

const LANGUAGE_KEY = 'gavel:language';

/** The language used last, if the judge still has it, else C++ or the first there is. */
export function readLanguage(storage: Keep, available: readonly string[]): string | undefined {
  const wishes = [read(storage, LANGUAGE_KEY), 'cpp', available[0]];
  return wishes.find((wish): wish is string => typeof wish === 'string' && available.includes(wish));
}

export function writeLanguage(storage: Keep, language: string): void {
  write(storage, LANGUAGE_KEY, language);
}

export function draftKey(slug: string, language: string): string {
  return `gavel:draft:${slug}:${language}`;
}

// Storage may be blocked or full. Drafts are a comfort: the editor goes on without them.
function read(storage: Keep, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage: Keep, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // As above.
  }
}
