/** All that is wrong with a handle, in words; empty: nothing. The rule is the contract's `Handle`. */
export function handleFault(handle: string): string {
  return [strangeSign(handle), firstSign(handle), length(handle)].filter(Boolean).join('. ');
}

function strangeSign(handle: string): string {
  const strange = /[^a-zA-Z0-9_.-]/u.exec(handle)?.[0];
  if (strange !== undefined) {
    const named = strange.trim() === '' ? 'A space' : `“${strange}”`;
    return `${named} cannot be in a handle. Use the letters a to z, digits, _ . or -`;
  }
  return '';
}

const firstSign = (handle: string) =>
  /^[.-]/.test(handle) ? 'A handle starts with a letter, a digit or _' : '';

const length = (handle: string) =>
  handle.length === 1 || handle.length > 32 ? 'A handle has 2 to 32 characters' : '';
