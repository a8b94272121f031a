import type { Extension } from '@codemirror/state';

/** Each language's grammar is a chunk of its own, loaded when it is first chosen. */
const loaders: Record<string, () => Promise<Extension>> = {
  c: loadCpp,
  cpp: loadCpp,
  go: async () => (await import('@codemirror/lang-go')).go(),
  java: async () => (await import('@codemirror/lang-java')).java(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  rust: async () => (await import('@codemirror/lang-rust')).rust(),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
};

async function loadCpp(): Promise<Extension> {
  return (await import('@codemirror/lang-cpp')).cpp();
}

export async function loadLanguage(id: string): Promise<Extension> {
  return loaders[id]?.() ?? [];
}
