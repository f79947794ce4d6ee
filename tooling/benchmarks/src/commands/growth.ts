import { selected, UsageError, type Arguments } from '../arguments.ts';
import { cases } from '../cases/all.ts';
import { sharedMemoryName, telltaleName } from '../contenders/all.ts';
import { growthReport, writeGrowth, type GrowthResult } from '../growth-results.ts';
import { growthSizes, measureGrowth } from '../growth.ts';
import { describeMachine } from '../machine.ts';
import { progress } from '../progress.ts';
import { resultsFolder } from '../results.ts';
import { isSpread } from '../rounds.ts';
import { fullSettings, quickSettings } from '../settings.ts';
import type { Machinery } from './machinery.ts';

/** Measures how pages grow with the number of series, and draws it. */
export async function growth(given: Arguments, { runners, golang }: Machinery): Promise<boolean> {
  const pages = cases.filter(({ id }) => id.startsWith('page-'));
  const chosen = selected(pages, ({ id }) => id, given.cases);
  const contenders = selected(runners, ({ name }) => name, given.contenders).filter(
    // Where values are kept makes no difference to how pages grow.
    ({ name }) => name !== sharedMemoryName || given.contenders !== undefined,
  );
  if (chosen.length === 0) throw new UsageError('--cases: expected pages');
  const sizes = given.quick ? growthSizes.quick : growthSizes.full;
  const rounds = given.rounds ?? 1;
  const machine = describeMachine(golang);
  const isKept = !given.quick && given.contenders === undefined;
  const measured: GrowthResult[] = [];
  // What was measured is written at once: all of it takes half an hour.
  for (const { id: caseId } of chosen) {
    const lines = await measureGrowth({
      caseId,
      sizes,
      settings: given.quick ? quickSettings : fullSettings,
      rounds,
      runners: contenders,
      onStart: progress,
    });
    const result = { machine, rounds, lines };
    measured.push(result);
    if (isKept) writeGrowth(resultsFolder, caseId, result);
  }
  progress('');
  console.log(growthReport(measured, sizes));
  // A peer may fail at a size that it is not made for; that is a result.
  return measured
    .flatMap(({ lines }) => lines)
    .filter(({ contender }) => contender === telltaleName)
    .every(({ points }) => points.every(({ figure }) => isSpread(figure)));
}
