import type { Context } from './context.ts';
import { ENDINGS, languageOfFile } from './languages.ts';
import type { Entry } from './listing.ts';
import type { FileRef } from './types.ts';

const MAX_SOURCES = 1024 * 1024;

/** Legacy has output_validators/, 2023-07 output_validator/: the program's files, or one folder with them. */
const IN_FOLDER = /^(output_validators?)\/(?:([^/]+)\/)?(.+)$/;

const HEADER = /\.(h|hh|hpp|hxx|inc|ipp)$/;

const LEFT_OUT = 'left out; it is no source file of a language that is judged here';

/** The format's own way to compile and to start, which is not followed. */
const SCRIPT = /^(build|run)$/;

/** They become arguments of compilers, so none may look like an option. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/;

export interface Validator {
  readonly language: string;
  /** The file to compile. */
  readonly main: string;
  readonly protocol: 'icpc' | 'testlib';
  /** JSON: file name → text. */
  readonly sources: FileRef;
}

interface Source {
  readonly name: string;
  readonly text: string;
  /** `null`: a header. */
  readonly language: string | null;
}

/** The program that checks outputs or talks with submissions. `null`: there are new faults. */
export async function readValidator(context: Context): Promise<Validator | null> {
  const { faults, unpacker } = context;
  const before = faults.length + unpacker.faults.length;
  const program = programOf(context);
  if (!program) return null;
  const sources = await readSources(program, context);
  if (faults.length + unpacker.faults.length > before || unpacker.exhausted) return null;
  const fault = (message: string) => faults.push({ path: program.folder, message });
  const language = languageOf(sources, fault);
  const main = language && mainOf(sources, language, fault);
  if (!language || !main) return null;
  if (['c', 'cpp', 'go'].includes(language)) checkIncludes(sources, main, fault, context);
  const taken = sources.find(({ name }) => name !== main && /^main\.[^.]+$/i.test(name));
  if (taken) fault(`rename ${taken.name}: ${main} is given that name when it is compiled`);
  // Sorted: the same sources are the same blob, and are compiled once.
  const files = sources.map(({ name, text }) => [name, text] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    language,
    main,
    protocol: usesTestlib(sources) ? 'testlib' : 'icpc',
    sources: await unpacker.keep(JSON.stringify(Object.fromEntries(files))),
  };
}

interface Program {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly entry: Entry }[];
}

function programOf({ listing, faults, warnings }: Context): Program | null {
  const programs = new Map<string, { name: string; entry: Entry }[]>();
  for (const entry of listing.entries) {
    const [, folder, inner, name = ''] = IN_FOLDER.exec(entry.path) ?? [];
    if (folder === undefined || name.startsWith('.')) continue;
    // Beside folders there may be a text that tells of them.
    if (inner === undefined && !isSource(name) && !SCRIPT.test(name)) {
      warnings.push({ path: entry.path, message: LEFT_OUT });
      continue;
    }
    const program = inner === undefined ? folder : `${folder}/${inner}`;
    const files = programs.get(program) ?? [];
    programs.set(program, files);
    files.push({ name, entry });
  }
  const [first, ...others] = programs;
  if (!first) {
    const message =
      'is missing: the validation is custom; add the sources of one validator (legacy: output_validators)';
    faults.push({ path: 'output_validator', message });
    return null;
  }
  const [folder, files] = first;
  if (others.length === 0 && !isSeveral(folder, files)) return { folder, files };
  const all = (others.length > 0 ? [...programs.keys()] : files.map(({ name }) => name))
    .slice(0, 5)
    .join(', ');
  faults.push({ path: folder, message: `there are several validators (${all}); keep one, in one folder` });
  return null;
}

const isSource = (name: string) => HEADER.test(name) || languageOfFile(name) !== null;

/** In the legacy folder each file is a validator of its own, unless it is a header. */
function isSeveral(folder: string, files: Program['files']): boolean {
  return folder === 'output_validators' && files.filter(({ name }) => languageOfFile(name)).length > 1;
}

async function readSources({ folder, files }: Program, context: Context): Promise<Source[]> {
  const { unpacker, faults, warnings } = context;
  const sources: Source[] = [];
  let bytes = 0;
  for (const { name, entry } of files) {
    const { path } = entry;
    const language = languageOfFile(name);
    if (name.includes('/')) {
      faults.push({ path, message: 'is in a sub-folder; put all files of the validator into one folder' });
    } else if (SCRIPT.test(name)) {
      const message = 'scripts are not run; give the sources, which are compiled by their file ending';
      faults.push({ path, message });
    } else if (!language && !HEADER.test(name)) {
      warnings.push({ path, message: LEFT_OUT });
    } else if (!FILE_NAME.test(name)) {
      const message = 'rename it: a source has at most 100 letters, digits and _ . + - in its name';
      faults.push({ path, message });
    } else {
      const text = unpacker.exhausted ? null : await unpacker.text(entry, MAX_SOURCES);
      if (text === null) continue;
      bytes += Buffer.byteLength(text);
      if (bytes > MAX_SOURCES) {
        faults.push({ path: folder, message: 'has more than 1 MiB of sources; make them smaller' });
        break;
      }
      sources.push({ name, text, language });
    }
  }
  return sources;
}

function languageOf(sources: readonly Source[], fault: (message: string) => void): string | null {
  const languages = new Set(sources.flatMap(({ language }) => language ?? []));
  const [language = null] = languages;
  if (language === null) {
    fault(`has no source file; add one that ends with ${ENDINGS.join(' ')}`);
    return null;
  }
  // A header says nothing of which of the two it belongs to.
  if (sources.some((source) => source.language === null) && !languages.has('cpp')) languages.add('c');
  if (languages.size === 1) return language;
  fault(`has sources in several languages (${[...languages].join(', ')}); keep one`);
  return null;
}

/** Scripts start at their first line; of what is compiled only the file with a `main` can be started. */
function mainOf(
  sources: readonly Source[],
  language: string,
  fault: (message: string) => void,
): string | null {
  const candidates = sources.filter(({ language }) => language !== null);
  const named = candidates.filter(({ name }) => /^(main|validator|checker|interactor)\.[^.]+$/i.test(name));
  const starting = candidates.filter(({ text }) => /\bmain\s*\(|\b__main__\b/.test(text));
  const isScript = ['python', 'javascript', 'typescript'].includes(language);
  for (const found of [candidates, ...(isScript ? [named, starting] : [starting, named])]) {
    if (found.length === 1 && found[0]) return found[0].name;
  }
  fault('has several source files; name the one to start main, validator, checker or interactor');
  return null;
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ');

/** One file is compiled: what it does not include is not there for it, and what is not there it cannot include. */
function checkIncludes(
  sources: readonly Source[],
  main: string,
  fault: (message: string) => void,
  { warnings }: Context,
): void {
  const included = new Set(
    sources.flatMap(({ text }) =>
      [...withoutComments(text).matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm)].map(([, name]) => name),
    ),
  );
  for (const { name, language } of sources) {
    if (name === main || language === null || included.has(name)) continue;
    fault(`${name} is not compiled, as one file is: include it, or put it into ${main}`);
  }
  const names = new Set(sources.map(({ name }) => name));
  for (const name of included) {
    if (name === undefined || names.has(name)) continue;
    if (name === 'testlib.h') fault('testlib.h is missing: put it beside the validator');
    else warnings.push({ path: main, message: `includes ${name}, which is not beside it` });
  }
}

/** A testlib that was made for this format has the format's exit codes, and so its arguments. */
function usesTestlib(sources: readonly Source[]): boolean {
  const isCalled = sources.some(
    ({ language, text }) =>
      language !== null && /\bregister(TestlibCmd|Interaction)\s*\(/.test(withoutComments(text)),
  );
  return isCalled && !sources.some(({ text }) => /\bOK_EXIT_CODE\s+42\b/.test(text));
}
