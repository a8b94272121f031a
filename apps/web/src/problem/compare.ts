/** The judge's default: the same tokens in the same order, whatever the space between them. */
export function sameTokens(left: string, right: string): boolean {
  const tokens = (text: string) => text.split(/\s+/).filter(Boolean);
  const [a, b] = [tokens(left), tokens(right)];
  return a.length === b.length && a.every((token, at) => token === b[at]);
}
