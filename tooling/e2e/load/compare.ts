// pnpm compare:exporters: start-up, memory and processor time of the exporter as it is built, beside node_exporter on
// this machine and prometheus-sql-exporter on the same databases, in one run. Written to results/exporters.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../src/repository.ts';
import { freePort } from '../servers/free-port.ts';
import { markdownTable } from '../servers/markdown-table.ts';
import { nodeExporter } from '../servers/node-exporter/exporters.ts';
import { SideBySide, sqlExporter } from '../servers/sql-exporter/side-by-side.ts';
import { StartedProgram } from '../servers/started-program.ts';
import { processorSeconds, residentMegabytes } from './process-cost.ts';

const starts = 7;
const scrapes = 60;
const secondsBetweenScrapes = 0.5;

for (const program of [nodeExporter, sqlExporter]) {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) continue;
  console.error(`${program} does not run here. Install it: apt-get install ${program}`);
  process.exit(1);
}

interface Contender {
  readonly name: string;
  readonly start: (address: string) => StartedProgram;
  /** What is on the page once it is whole. */
  readonly isWhole: (page: string) => boolean;
}

interface Figures {
  readonly startMs: number;
  readonly residentMegabytes: number;
  readonly processorMs: number;
}

function telltale(args: readonly string[], env = {}): Contender['start'] {
  return (address) =>
    new StartedProgram(
      process.execPath,
      ['apps/exporter/bin/telltale-exporter.js', `--web.listen-address=${address}`, ...args],
      { env },
    );
}

const folder = await mkdtemp(join(tmpdir(), 'telltale-compare-'));
await using databases = await SideBySide.start();
const configuration = join(folder, 'telltale.yaml');
await writeFile(configuration, databases.converted);
const ofHost = (page: string): boolean => page.includes('\nnode_load1 ');
const ofQueries = (page: string): boolean => page.split('\nsql_').length > 16;

const rows: string[][] = [];
await compare('the machine, with all defaults', [
  { name: 'telltale-exporter', start: telltale([]), isWhole: ofHost },
  {
    name: 'node_exporter',
    start: (address) => new StartedProgram(nodeExporter, [`--web.listen-address=${address}`]),
    isWhole: ofHost,
  },
]);
await compare('three queries a second on PostgreSQL and MariaDB each', [
  {
    name: 'telltale-exporter',
    start: telltale(
      [`--config.file=${configuration}`, '--web.disable-exporter-metrics'],
      databases.env,
    ),
    isWhole: ofQueries,
  },
  {
    name: 'prometheus-sql-exporter',
    start: (address) =>
      new StartedProgram(sqlExporter, [
        `-config.file=${databases.theirFile}`,
        `-web.listen-address=${address}`,
      ]),
    isWhole: ofQueries,
  },
]);
await rm(folder, { recursive: true });

const report = [
  '# What exporters need',
  '',
  'Written by `pnpm compare:exporters`; do not edit. Start-up is from the start of the process to its first whole page, ' +
    `median of ${starts}. Processor time is that of all threads over ${scrapes} scrapes, one each ${secondsBetweenScrapes} s, ` +
    'with what the process does in between.',
  '',
  `- ${new Date().toISOString().slice(0, 16)}Z; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Linux ${release()}; Node.js ${process.version}`,
  `- ${versionOf(nodeExporter, '--version')}; ${versionOf(sqlExporter, '-version')}`,
  '',
  markdownTable(
    ['what', 'exporter', 'start-up', 'memory at rest', 'processor time a scrape'],
    rows,
  ),
  '',
].join('\n');
console.log(report);
const results = join(repository, 'tooling/benchmarks/results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, 'exporters.md'), report);

/** In turns, so that what else the machine does falls on both. */
async function compare(what: string, contenders: readonly Contender[]): Promise<void> {
  const startTimes = contenders.map((): number[] => []);
  for (let turn = 0; turn < starts; turn++) {
    for (const [index, contender] of contenders.entries()) {
      const begun = performance.now();
      await using running = await started(contender);
      startTimes[index]?.push(running.wholeAt - begun);
    }
  }
  for (const [index, contender] of contenders.entries()) {
    const { residentMegabytes: memory, processorMs } = await cost(contender);
    const startMs = median(startTimes[index] ?? []);
    rows.push([
      what,
      contender.name,
      `${startMs.toFixed(0)} ms`,
      `${memory.toFixed(0)} MB`,
      `${processorMs.toFixed(1)} ms`,
    ]);
  }
}

async function cost(contender: Contender): Promise<Omit<Figures, 'startMs'>> {
  await using running = await started(contender);
  const { url, pid } = running;
  for (let warm = 0; warm < 20; warm++) await page(url);
  const before = processorSeconds(pid);
  for (let scrape = 0; scrape < scrapes; scrape++) {
    await page(url);
    await sleep(secondsBetweenScrapes * 1000);
  }
  return {
    residentMegabytes: residentMegabytes(pid),
    processorMs: ((processorSeconds(pid) - before) * 1000) / scrapes,
  };
}

interface Running extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly wholeAt: number;
}

async function started({ start, isWhole, name }: Contender): Promise<Running> {
  const address = `127.0.0.1:${await freePort()}`;
  const program = start(address);
  const url = `http://${address}/metrics`;
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const text = await page(url).catch(() => '');
    const wholeAt = performance.now();
    if (isWhole(text)) {
      return {
        url,
        pid: program.pid,
        wholeAt,
        [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
      };
    }
    await sleep(3);
  }
  await program.end();
  throw new Error(`${name} has no whole page\n${program.output}`);
}

async function page(url: string): Promise<string> {
  return (await fetch(url, { headers: { Accept: 'text/plain;version=0.0.4' } })).text();
}

function versionOf(program: string, flag: string): string {
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' });
  return (stdout + stderr).split('\n')[0]?.replace(/\s*\(.*/, '') ?? program;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}
