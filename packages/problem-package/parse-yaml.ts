import { LineCounter, parseDocument } from 'yaml';

/** A map of keys and values. `null`: `fault` was told why it is none. */
export function parseYaml(text: string, fault: (message: string) => void): Record<string, unknown> | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { message, pos } of document.errors) fault(`line ${lines.linePos(pos[0]).line}: ${message}`);
  if (document.errors.length > 0) return null;
  try {
    // Throws on an alias that is not there or a document that grows without bound.
    const value: unknown = document.toJS();
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    fault('must be a map of keys and values');
  } catch (error) {
    fault(error instanceof Error ? error.message : String(error));
  }
  return null;
}
