import { selected, type Arguments } from '../arguments.ts';
import { cases } from '../cases/all.ts';
import { describeMachine, machineList } from '../machine.ts';
import { progress } from '../progress.ts';
import { resultsFolder, writeCase, writeSummary } from '../results.ts';
import { measureRounds } from '../rounds.ts';
import { rowOf, type Row } from '../row.ts';
import { fullSettings, quickSettings } from '../settings.ts';
import { comparisonTable, remarks } from '../table.ts';
import type { Machinery } from './machinery.ts';

/** Measures every case with every contender and compares the ratios with the accepted ones. */
export async function compare(given: Arguments, { runners, golang }: Machinery): Promise<boolean> {
  const chosen = selected(cases, ({ id }) => id, given.cases);
  const contenders = selected(runners, ({ name }) => name, given.contenders);
  const settings = given.quick ? quickSettings : fullSettings;
  const rounds = given.rounds ?? (given.quick ? 3 : 7);
  const machine = describeMachine(golang);
  // A case of which contenders are missing would stand in the results for all of them.
  const keeps = !given.quick && given.contenders === undefined;

  const rows: Row[] = [];
  for (const one of chosen) {
    const figures = await measureRounds({
      caseId: one.id,
      settings,
      rounds,
      runners: contenders,
      onStart: (contender, round) => progress(`${one.id}: ${contender}, round ${round}`),
    });
    const row = rowOf(one, figures);
    rows.push(row);
    // At once, so that a run that is interrupted keeps what it has.
    if (keeps) writeCase(resultsFolder, { machine, rounds, settings, row });
  }
  progress('');
  if (keeps) writeSummary(resultsFolder);
  if (given.quick) {
    console.log(`Quick: ${settings.series} series instead of ${fullSettings.series}.\n`);
  }
  console.log(machineList(machine));
  console.log(comparisonTable(rows));
  console.log(remarks(rows).join('\n'));
  return rows.every(({ figures }) =>
    Object.values(figures).every((figure) => typeof figure === 'string' || !('failed' in figure)),
  );
}
