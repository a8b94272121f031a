/** RFC 4180, with a byte order mark: without it Excel takes UTF-8 for something else. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')}`;
}

function field(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : harmless(value);
  // Where the comma is in decimals a spreadsheet parts fields at semicolons, some at tabs.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text with which a formula could begin is shown by a spreadsheet as it is after an apostrophe (OWASP, CSV injection). */
function harmless(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^\p{Cc}/u.test(text) ? `'${text}` : text;
}
