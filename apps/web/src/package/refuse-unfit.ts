import { bounds } from '@gavel/contract/bounds';

/** Why a file cannot be sent, in words; `null`: it can. */
export async function whyUnfit(file: File): Promise<string | null> {
  if (file.size > bounds.packageZip) {
    return `A package may have ${bounds.packageZip / 1024 / 1024} MiB; this file is larger.`;
  }
  try {
    await file.slice(0, 1).arrayBuffer();
    return null;
  } catch {
    // Sent all the same it would look like a lost connection.
    return 'The file cannot be read: it has changed since it was chosen, or it is a folder. Choose the ZIP again.';
  }
}
