import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileProgram, readPrograms } from './programs.ts';

const path = join(import.meta.dirname, 'README.md');
const part = /(?<=<!-- made by table\.ts -->\n).*(?=<!-- end -->)/s;

/** README.md with the table that the headers make. */
export function readmeNow(): { is: string; shouldBe: string } {
  const is = readFileSync(path, 'utf8');
  return { is, shouldBe: is.replace(part, () => table(readPrograms())) };
}

function table(programs: HostileProgram[]): string {
  const rows = programs.map(
    ({ name, tries, must, flaw }) => `| ${name} | ${tries}${flaw ? ` (${flaw})` : ''} | ${must} |\n`,
  );
  return `${programs.length} of them.\n\n| program | tries | must |\n|---|---|---|\n${rows.join('')}`;
}

if (import.meta.main) writeFileSync(path, readmeNow().shouldBe);
