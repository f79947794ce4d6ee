import type { GoProgram } from '../go-program.ts';
import type { Runner } from '../runners.ts';

/** What the commands run contenders with. */
export interface Machinery {
  readonly runners: readonly Runner[];
  readonly golang: GoProgram | undefined;
}
