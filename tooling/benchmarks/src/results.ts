import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cases } from './cases/all.ts';
import { machineList, type Machine } from './machine.ts';
import type { Row } from './row.ts';
import type { Settings } from './settings.ts';
import { comparisonTable, remarks } from './table.ts';

/** Where results are kept. */
export const resultsFolder = join(import.meta.dirname, '../results');

/** What a file of results holds: one case of one run. */
export interface CaseResult {
  readonly machine: Machine;
  readonly rounds: number;
  readonly settings: Settings;
  readonly row: Row;
}

/** Writes one file a case, so that a case can be measured again alone. */
export function writeCase(folder: string, result: CaseResult): void {
  writeJson(folder, join('cases', `${result.row.id}.json`), result);
}

export function writeJson(folder: string, name: string, value: unknown): void {
  writeText(folder, name, `${JSON.stringify(value, undefined, 2)}\n`);
}

export function writeText(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Writes `latest.md` from the files of all cases: a section for each run that any of them comes from. */
export function writeSummary(folder: string): void {
  const found = readdirSync(join(folder, 'cases'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, 'cases', name), 'utf8')) as CaseResult);
  const place = ({ row }: CaseResult): number => cases.findIndex(({ id }) => id === row.id);
  const runs = Map.groupBy(
    found.toSorted((a, b) => place(a) - place(b)),
    ({ machine, rounds }) => JSON.stringify([machine, rounds]),
  );
  const sections = [...runs.values()].map((results) => runSection(results));
  writeFileSync(
    join(folder, 'latest.md'),
    ['# What metrics and pages cost', '', 'Written by `pnpm bench`; do not edit.', '', ...sections]
      .join('\n')
      .trimEnd() + '\n',
  );
}

function runSection(results: readonly CaseResult[]): string {
  const [first] = results;
  if (first === undefined) return '';
  const rows = results.map(({ row }) => row);
  return [
    `## ${first.machine.date}`,
    '',
    machineList(first.machine),
    `Median of ${first.rounds} rounds, the least and the most in parentheses. The ratio is the best peer's figure divided by that of Telltale.`,
    '',
    comparisonTable(rows),
    ...remarks(rows).map((line) => `- ${line}`),
    '',
  ].join('\n');
}
