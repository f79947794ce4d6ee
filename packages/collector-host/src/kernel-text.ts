import { readFileSync } from 'node:fs';
import { orLeftOut, type LeaveOut } from './left-out.ts';

/**
 * A file that the kernel makes up on the spot. Read synchronously, as nothing waits for a disk and a trip through the
 * thread pool costs more; in UTF-8, for which Node.js opens, reads and closes in one call without asking for the size.
 *
 * @throws the error of the system, which names the path
 */
export function readKernelText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The same, or `undefined` where there is no such file. */
export function readKernelTextIfAny(path: string): string | undefined {
  try {
    return readKernelText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const space = 32;

/** The fields of a line, which white space separates. */
export function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let start = -1;
  for (let at = 0; at < line.length; at++) {
    if (line.charCodeAt(at) > space) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      fields.push(line.slice(start, at));
      start = -1;
    }
  }
  if (start >= 0) fields.push(line.slice(start));
  return fields;
}

/** The lines of a text that have anything in them. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/**
 * A decimal as the kernel writes it.
 *
 * @throws an error that names the file and the field, where it is missing or none
 */
export function kernelNumber(text: string | undefined, path: string, field: string): number {
  const value = text === undefined || text === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw malformed(
    path,
    `${field} is ${text === undefined ? 'missing' : JSON.stringify(text)}, expected a number`,
  );
}

/** The same, or `undefined` where it is none, and that is told. */
export function kernelNumberIfAny(
  text: string | undefined,
  path: string,
  field: string,
  leaveOut: LeaveOut,
): number | undefined {
  return orLeftOut(leaveOut, () => kernelNumber(text, path, field));
}

/** A hexadecimal number without a prefix, as the network statistics have them. */
export function kernelHex(text: string | undefined, path: string, field: string): number {
  if (text !== undefined && /^[\da-f]+$/i.test(text)) return Number.parseInt(text, 16);
  throw malformed(
    path,
    `${field} is ${text === undefined ? 'missing' : JSON.stringify(text)}, expected a hexadecimal number`,
  );
}

/** What is wrong with the content of a file. */
export function malformed(path: string, problem: string): Error {
  return new Error(`${path}: ${problem}.`);
}
