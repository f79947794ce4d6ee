import { join } from 'node:path';

/** What is shipped with the exporter. */
export const deployFolder = join(import.meta.dirname, '../../../apps/exporter/deploy');
