import { ChangingCounters } from '../cases/changing-counters.ts';
import type { Client, Contender, PageTotals } from '../contender.ts';
import { collectGarbage } from '../measure.ts';
import { expectTotals, pageTotals, partsOf } from '../page-totals.ts';
import type { Settings } from '../settings.ts';
import { PeakMemory } from './peak-memory.ts';
import { TickBeside } from './tick-beside.ts';

/** How long pages held the event loop in one process. Times in milliseconds. */
export interface HoldTimes {
  /** While nothing was done: what the machine and the tick itself come to. */
  readonly idle: number;
  readonly firstPage: number;
  /** The longest of the pages after the first. */
  readonly laterPages: number;
  readonly pageBytes: number;
  /** The most that was in use beside what was there before the page, of all pages; see {@link PeakMemory}. */
  readonly memory: number;
  readonly residentMemory: number | undefined;
}

const idleMs = 1_000;

/**
 * The parts of a page are held until all are made, as where the client is slower than the server.
 *
 * @throws RangeError if the contender has no pages, WrongPage if the last page has not all that was recorded
 */
export async function holdTimes(
  contender: Contender,
  settings: Settings,
  laterPages: number,
): Promise<HoldTimes> {
  const client = contender.client?.({ keepPages: true });
  if (client === undefined) throw new RangeError('the contender has no pages');
  const counters = new ChangingCounters(settings);
  counters.begin(client);
  collectGarbage();

  const idleTick = new TickBeside();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const idle = idleTick.stop();

  const pages: MadePage[] = [];
  for (let page = 0; page <= laterPages; page++) {
    if (page > 0) counters.changeAll();
    collectGarbage();
    const isLast = page === laterPages;
    pages.push(await makePage(client, isLast ? counters.totals() : undefined));
  }
  const [first, ...later] = pages as [MadePage, ...MadePage[]];
  const resident = pages.flatMap(({ residentMemory }) => residentMemory ?? []);
  return {
    idle,
    firstPage: first.hold,
    laterPages: Math.max(...later.map(({ hold }) => hold)),
    pageBytes: Math.max(...pages.map(({ bytes }) => bytes)),
    memory: Math.max(...pages.map(({ memory }) => memory)),
    residentMemory: resident.length === 0 ? undefined : Math.max(...resident),
  };
}

interface MadePage {
  readonly hold: number;
  readonly bytes: number;
  readonly memory: number;
  readonly residentMemory: number | undefined;
}

/** Has a function of its own, so that the parts are forgotten before the next page. */
async function makePage(client: Client, expected: PageTotals | undefined): Promise<MadePage> {
  const peak = new PeakMemory();
  const tick = new TickBeside(() => peak.look());
  const page = await client.page('text');
  const hold = tick.stop();
  const memory = peak.grown();
  const residentMemory = peak.residentGrown();
  let bytes = 0;
  for (const { length } of partsOf(page)) bytes += length;
  if (expected !== undefined) {
    expectTotals(await pageTotals(page, 'text', ChangingCounters.metricName), expected);
  }
  return { hold, bytes, memory, residentMemory };
}
