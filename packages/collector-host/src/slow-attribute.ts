import { open } from 'node:fs/promises';

/** As much as a file of the sys file system can hold. */
const maxBytes = 4096;

/**
 * What readAttribute() gives, read beside the event loop: what a sensor says is asked of it when the file is read, which
 * takes some of them milliseconds, and a disk that is to be woken seconds.
 */
export async function readSlowAttribute(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(maxBytes), 0, maxBytes);
      return buffer.toString('utf8', 0, bytesRead).trim();
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
