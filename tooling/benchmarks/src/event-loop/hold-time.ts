import { ChangingCounters } from '../cases/changing-counters.ts';
import type { Client, Contender } from '../contender.ts';
import { collectGarbage } from '../measure.ts';
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

/** A page for which nothing is kept but its length, as where each slice goes to a socket; made at once otherwise. */
export function slicesOf(client: Client): () => Promise<number> {
  return async () => client.pageInSlices?.() ?? (await client.page('text')).length;
}

/** @throws RangeError if the contender has no pages */
export async function holdTimes(
  contender: Contender,
  settings: Settings,
  laterPages: number,
): Promise<HoldTimes> {
  const client = contender.client?.({ keepPages: true });
  if (client === undefined) throw new RangeError('the contender has no pages');
  const counters = new ChangingCounters(settings);
  counters.begin(client);
  const pageInSlices = slicesOf(client);
  collectGarbage();

  const idleTick = new TickBeside();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const idle = idleTick.stop();

  const holds: number[] = [];
  let pageBytes = 0;
  let memory = 0;
  let residentMemory: number | undefined;
  for (let page = 0; page <= laterPages; page++) {
    if (page > 0) counters.changeAll();
    collectGarbage();
    const peak = new PeakMemory();
    const tick = new TickBeside(() => peak.look());
    pageBytes = await pageInSlices();
    holds.push(tick.stop());
    memory = Math.max(memory, peak.grown());
    const resident = peak.residentGrown();
    if (resident !== undefined) residentMemory = Math.max(residentMemory ?? 0, resident);
  }
  const [firstPage, ...later] = holds as [number, ...number[]];
  return { idle, firstPage, laterPages: Math.max(...later), pageBytes, memory, residentMemory };
}
