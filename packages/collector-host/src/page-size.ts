import { readFileSync } from 'node:fs';

/** The number of the entry in the auxiliary vector: AT_PAGESZ of getauxval(3). */
const pageSizeEntry = 6n;
const defaultPageSize = 4096;

/** Bytes in a page of memory, as the kernel tells every process when it starts; 4,096 where it cannot be read. */
export function pageSize(): number {
  try {
    const vector = new BigUint64Array(new Uint8Array(readFileSync('/proc/self/auxv')).buffer);
    for (let at = 0; at + 1 < vector.length; at += 2) {
      if (vector[at] === pageSizeEntry) return Number(vector[at + 1]);
    }
  } catch {
    // There is no proc file system here.
  }
  return defaultPageSize;
}
