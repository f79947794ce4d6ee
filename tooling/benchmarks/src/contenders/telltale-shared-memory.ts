import type { Contender } from '../contender.ts';
import { telltaleClient } from './telltale.ts';

/** Telltale with its values in memory that other threads can read. */
export const contender: Contender = {
  client: (options) =>
    telltaleClient({ ...options, allocate: (bytes) => new SharedArrayBuffer(bytes) }),
};
