import type { HoldTimes } from './hold-time.ts';

/** Milliseconds above the idle baseline that a page may hold the event loop, and memory as a multiple of the page. */
export const limits = { firstPage: 20, laterPages: 10, memory: 2 } as const;

export interface Verdict {
  readonly firstPage: boolean;
  readonly laterPages: boolean;
  readonly memory: boolean;
}

export function verdictOn(run: HoldTimes): Verdict {
  return {
    firstPage: run.firstPage - run.idle <= limits.firstPage,
    laterPages: run.laterPages - run.idle <= limits.laterPages,
    memory: Math.max(run.memory, run.residentMemory ?? 0) < limits.memory * run.pageBytes,
  };
}

/** Whether more than half of the runs hold all limits. */
export function holds(runs: readonly HoldTimes[]): boolean {
  const good = runs.filter((run) => Object.values(verdictOn(run)).every(Boolean));
  return good.length * 2 > runs.length;
}
