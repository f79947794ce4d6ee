import { existsSync } from 'node:fs';
import { readKernelText } from './kernel-text.ts';

/**
 * What a file of the sys file system says, without white space around it; `undefined` where there is no such file, or
 * where its driver does not answer, which is how it says that the thing has no such property.
 */
export function readAttribute(path: string): string | undefined {
  try {
    return readKernelText(path).trim();
  } catch {
    return undefined;
  }
}

/** The same for a file that many machines lack: an error that is thrown costs more than the question. */
export function readRareAttribute(path: string): string | undefined {
  return existsSync(path) ? readAttribute(path) : undefined;
}
