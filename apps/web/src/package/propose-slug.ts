/** Of a package's file name, as the api accepts it; empty: nothing of the name can be in a slug. */
export function proposeSlug(fileName: string): string {
  return (
    fileName
      .normalize('NFKD')
      .replaceAll(/\p{Mark}/gu, '')
      .toLowerCase()
      .replace(/\.(zip|kpp)$/, '')
      // `night-trains (1).zip`: the browser's name for what was downloaded a second time.
      .replace(/ ?\(\d+\)$/, '')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-/, '')
      .slice(0, 64)
      .replace(/-$/, '')
  );
}
