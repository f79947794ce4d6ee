import type { LoopSettings, PageSettings } from './settings.ts';
import { median } from './statistics.ts';

/** Does nothing where the process was not started with --expose-gc: then figures are not meant to be kept. */
export function collectGarbage(): void {
  globalThis.gc?.();
}

/** What a loop of single operations cost. */
export interface LoopTime {
  /** Median over the batches. */
  readonly nsPerOperation: number;
  /** How often the operation ran in all, warm-up included, to be compared with what was recorded. */
  readonly operations: number;
}

/** Runs `loop(n)`, which does an operation n times, in batches of about the same length of time. */
export function timeLoop(loop: (n: number) => void, settings: LoopSettings): LoopTime {
  let operations = 0;
  const run = (n: number): number => {
    const start = performance.now();
    loop(n);
    operations += n;
    return performance.now() - start;
  };

  // Many short runs, so that the loop is compiled as a function that is entered often, not replaced on its way.
  let perBatch = 1_000;
  for (let spent = 0; spent < settings.warmUpMs;) {
    const took = run(perBatch);
    spent += took;
    if (took < settings.batchMs / 4) perBatch *= 2;
  }
  const once = Math.max(run(perBatch), 0.001);
  perBatch = Math.max(1, Math.round((perBatch * settings.batchMs) / once));

  collectGarbage();
  const batches = Array.from({ length: settings.batches }, () => run(perBatch) / perBatch);
  return { nsPerOperation: median(batches) * 1e6, operations };
}

/** What something cost that takes long enough to be timed one by one. */
export interface MadeTime<Made> {
  /** Median over those that were measured. */
  readonly ns: number;
  readonly last: Made;
}

/** Makes pages, or what is made of pages, after `change`, which is not part of the time. */
export async function timeMade<Made>(
  make: () => Made | Promise<Made>,
  change: () => void,
  settings: PageSettings,
): Promise<MadeTime<Made>> {
  const times: number[] = [];
  for (let made = 1; ; made++) {
    change();
    // What changing values and the page before left behind is not for this page to clean up.
    collectGarbage();
    const start = performance.now();
    const last = await make();
    const took = performance.now() - start;
    if (made > settings.warmUp) times.push(took);
    if (made === settings.warmUp + settings.measured) return { ns: median(times) * 1e6, last };
  }
}

/** Bytes of the heap and of what is outside of it, which includes array buffers, that are in use. */
export function bytesInUse(): number {
  // Twice: what a first collection finalizes is free after a second one.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
