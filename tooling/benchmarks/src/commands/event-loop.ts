import { selected, type Arguments } from '../arguments.ts';
import { listed, telltaleName } from '../contenders/all.ts';
import type { HoldTask } from '../event-loop/child.ts';
import type { HoldTimes } from '../event-loop/hold-time.ts';
import { holds, limits, verdictOn } from '../event-loop/verdict.ts';
import { describeMachine, machineList } from '../machine.ts';
import { progress } from '../progress.ts';
import { shortNumber } from '../quantity.ts';
import { resultsFolder, writeJson, writeText } from '../results.ts';
import { runProcess } from '../run-process.ts';
import { nodeCommand } from '../runners.ts';
import { fullSettings, quickSettings, type Settings } from '../settings.ts';
import { markdownTable } from '../table.ts';

const series = 1_000_000;
const laterPages = 5;

/** Measures how long pages hold the event loop; of Telltale, if nobody else is asked for. */
export async function eventLoop(given: Arguments): Promise<boolean> {
  const names = selected(listed, ({ name }) => name, given.contenders ?? [telltaleName]);
  const settings: Settings = given.quick ? quickSettings : { ...fullSettings, series };
  const rounds = given.rounds ?? (given.quick ? 3 : 5);
  const machine = describeMachine();
  const runs: { contender: string; runs: HoldTimes[] }[] = [];
  for (const { name } of names) {
    const own: HoldTimes[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`event loop: ${name}, run ${round}`);
      const task: HoldTask = { contender: name, settings, laterPages };
      own.push((await runProcess(nodeCommand('./event-loop/child.ts', task))) as HoldTimes);
    }
    runs.push({ contender: name, runs: own });
  }
  progress('');

  const report = [
    '# How long a page holds the event loop',
    '',
    `Written by \`pnpm bench event-loop\` on ${machine.date}; do not edit. A page of ${settings.series.toLocaleString('en-US')} counters, each run in a process of its own.`,
    '',
    machineList(machine),
    ...runs.map(({ contender, runs: own }) => contenderReport(contender, own)),
  ].join('\n');
  console.log(report);
  if (!given.quick && given.contenders === undefined) {
    writeJson(resultsFolder, 'event-loop.json', { machine, series, laterPages, runs });
    writeText(resultsFolder, 'event-loop.md', report);
  }
  return true;
}

function contenderReport(contender: string, runs: readonly HoldTimes[]): string {
  const mega = (bytes: number | undefined): string =>
    bytes === undefined ? '–' : `${shortNumber(bytes / 1e6)} MB`;
  const ms = (time: number): string => `${shortNumber(time)} ms`;
  const mark = (good: boolean): string => (good ? '' : ' BEYOND');
  const rows = runs.map((run) => {
    const verdict = verdictOn(run);
    return [
      ms(run.idle),
      ms(run.firstPage) + mark(verdict.firstPage),
      ms(run.laterPages) + mark(verdict.laterPages),
      mega(run.pageBytes),
      mega(run.memory),
      mega(run.residentMemory) + mark(verdict.memory),
    ];
  });
  const head = ['idle', 'first page', 'later pages', 'page', 'memory', 'of the process'];
  return [
    `## ${contender}`,
    '',
    markdownTable(head, rows),
    `Accepted, in most runs: ${limits.firstPage} ms above idle for the first page, ${limits.laterPages} ms for those after it, and memory under ${limits.memory} times the page. ${holds(runs) ? 'They hold.' : 'They do NOT hold.'}`,
    '',
  ].join('\n');
}
