import { selected, UsageError, type Arguments } from '../arguments.ts';
import { cases } from '../cases/all.ts';
import { sharedMemoryName, telltaleName } from '../contenders/all.ts';
import { growthPicture, growthTables } from '../growth-report.ts';
import { growthSizes, measureGrowth } from '../growth.ts';
import { describeMachine, machineList } from '../machine.ts';
import { progress } from '../progress.ts';
import { resultsFolder, writeJson, writeText } from '../results.ts';
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
  const lines = await measureGrowth({
    caseIds: chosen.map(({ id }) => id),
    sizes,
    settings: given.quick ? quickSettings : fullSettings,
    rounds,
    runners: contenders,
    onStart: progress,
  });
  progress('');

  const report = [
    '# How the cost grows',
    '',
    `Written by \`pnpm bench growth\` on ${machine.date}; do not edit. Time a page, median of ${rounds} rounds.`,
    '',
    machineList(machine),
    growthTables(lines, sizes),
  ].join('\n');
  console.log(report);
  if (!given.quick && given.cases === undefined && given.contenders === undefined) {
    writeJson(resultsFolder, 'growth.json', { machine, rounds, lines });
    writeText(resultsFolder, 'growth.md', report + '\n![Time by number of series](growth.svg)\n');
    writeText(resultsFolder, 'growth.svg', growthPicture(lines));
  }
  // A peer may fail at a size that it is not made for; that is a result.
  return lines
    .filter(({ contender }) => contender === telltaleName)
    .every(({ points }) => points.every(({ figure }) => isSpread(figure)));
}
