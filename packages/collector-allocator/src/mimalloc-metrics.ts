import type { Row } from './addon.ts';
import { bytes, type Figure } from './figures.ts';

/** The figures of `mi_process_info`, and what {@link withResident} adds. */
export const mimallocFigures: readonly Figure[] = [
  bytes('committed', 'mimalloc_committed', 'Memory that mimalloc has committed'),
  bytes(
    'committedPeak',
    'mimalloc_committed_peak',
    'Most memory that mimalloc has had committed at one time',
  ),
  bytes(
    'resident',
    'mimalloc_resident',
    'Memory of the whole process that is in RAM, as the system says; mimalloc knows no figure of its own',
  ),
];

/** The row with the resident size of the process, where the system tells it. */
export function withResident(row: Row<number>): Row<number> {
  try {
    return { ...row, resident: process.memoryUsage.rss() };
  } catch {
    return row;
  }
}
