// pnpm compare:node-exporter: compares the host collector with Debian's node_exporter on this machine, family by
// family and then in what a scrape costs, as tables on stdout.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { HostSourceName } from '@telltale/collector-host';
import { markdownTable } from '../markdown-table.ts';
import { compareExporters, differencesOf, type ComparedFamily } from './comparison.ts';
import { measureCost } from './cost.ts';
import {
  nodeExporter,
  offByDefault,
  sharedSources,
  startHostServer,
  startNodeExporter,
} from './exporters.ts';

const scrapes = 400;

const version = spawnSync(nodeExporter, ['--version'], { encoding: 'utf8' });
if (version.status !== 0) {
  console.error(`${nodeExporter} does not run here. Install it: apt-get install ${nodeExporter}`);
  process.exit(1);
}
const [, release = ''] = /version (\S+)/.exec(version.stdout + version.stderr) ?? [];

const differences = await printComparison();
await printCosts();
process.exitCode = differences.length === 0 ? 0 : 1;

/** Every family of both, and what differs without a known reason, which is returned. */
async function printComparison(): Promise<ComparedFamily[]> {
  await using ours = await startHostServer(sharedSources);
  await using theirs = await startNodeExporter(sharedSources);
  const compared = await compareExporters(ours, theirs);
  console.log(
    `node_exporter ${release}, Node.js ${process.version}, ${cpus().length} processors\n`,
  );
  console.log(
    markdownTable(
      ['family', 'ours', 'theirs', 'series', 'values', 'remark'],
      compared.map((family) => [
        `\`${family.name}\``,
        count(family.ours),
        count(family.theirs),
        seriesVerdict(family),
        valuesVerdict(family),
        family.remark,
      ]),
    ),
  );
  const found = differencesOf(compared);
  const shared = compared.filter((family) => isShared(family)).length;
  console.log(`\n${shared} families are shared, ${found.length} differ without a known reason.\n`);
  for (const { name, onlyOurs, onlyTheirs, apart } of found) {
    console.log(name, { onlyOurs, onlyTheirs, apart });
  }
  return found;
}

async function printCosts(): Promise<void> {
  const choices: readonly (readonly [string, readonly HostSourceName[]])[] = [
    ['those on by default', sharedSources.filter((source) => !offByDefault.includes(source))],
    ['all but tcpstat', sharedSources.filter((source) => source !== 'tcpstat')],
    ['all', sharedSources],
  ];
  const rows: string[][] = [];
  for (const [choice, sources] of choices) {
    await using ours = await startHostServer(sources);
    await using theirs = await startNodeExporter(sources);
    const [our, their] = await measureCost([ours, theirs], scrapes);
    if (our === undefined || their === undefined) continue;
    for (const [what, left, right] of [
      ['wall time, median', our.wall, their.wall],
      ['processor time, mean', our.processor, their.processor],
    ] as const) {
      const ratio = (left / right).toFixed(2);
      rows.push([choice, what, `${left.toFixed(2)} ms`, `${right.toFixed(2)} ms`, ratio]);
    }
  }
  const head = ['sources', `a scrape, ${scrapes} of each in turns`, 'ours', 'theirs', 'ratio'];
  console.log(markdownTable(head, rows));
}

function isShared({ ours, theirs }: ComparedFamily): boolean {
  return ours !== undefined && theirs !== undefined;
}

function count(series: number | undefined): string {
  return series === undefined ? '–' : String(series);
}

function seriesVerdict(family: ComparedFamily): string {
  if (!isShared(family)) return '–';
  return family.onlyOurs.length + family.onlyTheirs.length === 0 ? 'equal' : 'DIFFER';
}

function valuesVerdict(family: ComparedFamily): string {
  if (!isShared(family) || !family.isCompared) return '–';
  return family.apart.length === 0 ? 'agree' : 'DIFFER';
}
