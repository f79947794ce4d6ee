import { MetricError } from '@telltale/model';
import { leftRunning, type RunningResource } from './left-running.ts';

/** How long to wait. */
export interface LeavesNothingRunningOptions {
  /** How long what was closed may take to be gone, in milliseconds. Default: 1000. */
  readonly waitMs?: number | undefined;
}

/** A function has left something running that keeps the process alive. The message says what, and where it was made. */
export class ResourceLeak extends Error {
  /** What was left, in the order it was made. */
  readonly resources: readonly RunningResource[];

  constructor(resources: readonly RunningResource[]) {
    const lines = resources.map(({ type, stack: [place] }) =>
      place === undefined ? `  ${type}` : `  ${type}, made ${place}`,
    );
    super(`What still keeps the process alive:\n${lines.join('\n')}`);
    this.name = 'ResourceLeak';
    this.resources = resources;
  }
}

/**
 * Calls a function, awaits it, and sees to it that nothing that it made keeps the process alive: no timer, socket,
 * server, worker or watcher. Those that were there before, those that others make meanwhile, and those that were
 * unreferenced do not count. It returns at once where nothing is left. Needs Node.js.
 *
 * @throws ResourceLeak if something is left
 * @throws INVALID_OPTION if `waitMs` is negative or not a number
 */
export async function leavesNothingRunning(
  work: () => unknown,
  options: LeavesNothingRunningOptions = {},
): Promise<void> {
  const { waitMs = 1000 } = options;
  if (!(waitMs >= 0)) {
    throw new MetricError(
      'INVALID_OPTION',
      `waitMs is ${waitMs}, expected 0 or more milliseconds.`,
    );
  }
  const left = await leftRunning(work, waitMs);
  if (left.length > 0) throw new ResourceLeak(left);
}
