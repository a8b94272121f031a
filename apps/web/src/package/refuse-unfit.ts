import { bounds } from '@gavel/contract/bounds';
import { ApiError } from '../api/errors.ts';

/** Throws where a file cannot be sent, with the reason in words. */
export async function refuseUnfit(file: File): Promise<void> {
  if (file.size > bounds.packageZip) {
    throw unfit(`A package may have ${bounds.packageZip / 1024 / 1024} MiB; this file is larger.`);
  }
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    // Sent all the same it would look like a lost connection.
    throw unfit(
      'The file cannot be read: it has changed since it was chosen, or it is a folder. Choose the ZIP again.',
    );
  }
}

const unfit = (detail: string) => new ApiError({ code: 'unfit-file', status: 400, detail }, null);
