import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from './cases/all.ts';
import { growthPicture, growthTables } from './growth-report.ts';
import { growthSizes, type Line } from './growth.ts';
import { machineList, type Machine } from './machine.ts';
import { writeJson, writeText } from './results.ts';

/** What a file of results holds: how one page grows, of one run. */
export interface GrowthResult {
  readonly machine: Machine;
  readonly rounds: number;
  readonly lines: readonly Line[];
}

/** Writes one file a page, so that a page can be measured again alone, and what is shown of all that there are. */
export function writeGrowth(folder: string, caseId: string, result: GrowthResult): void {
  const fileOf = (id: string): string => join('growth', `${id}.json`);
  writeJson(folder, fileOf(caseId), result);
  const found = cases
    .map(({ id }) => join(folder, fileOf(id)))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as GrowthResult);
  const picture = '![Time by number of series](growth.svg)';
  writeText(folder, 'growth.md', `${growthReport(found, growthSizes.full)}\n${picture}\n`);
  writeText(folder, 'growth.svg', growthPicture(found.flatMap(({ lines }) => lines)));
}

/** The tables of all pages: a section for each run that any of them comes from. */
export function growthReport(results: readonly GrowthResult[], sizes: readonly number[]): string {
  const runs = Map.groupBy(results, ({ machine, rounds }) => JSON.stringify([machine, rounds]));
  const sections = [...runs.values()].map((run) => runSection(run, sizes));
  return [
    '# How the cost grows',
    '',
    'Written by `pnpm bench growth`; do not edit. Time a page.',
    '',
    ...sections,
  ].join('\n');
}

function runSection(run: readonly GrowthResult[], sizes: readonly number[]): string {
  const [first] = run;
  if (first === undefined) return '';
  return [
    `## ${first.machine.date}`,
    '',
    machineList(first.machine),
    `Median of ${first.rounds} ${first.rounds === 1 ? 'round' : 'rounds'}.`,
    '',
    growthTables(
      run.flatMap(({ lines }) => lines),
      sizes,
    ),
  ].join('\n');
}
