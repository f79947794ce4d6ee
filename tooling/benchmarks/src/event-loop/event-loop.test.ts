import { describe, expect, it } from 'vitest';
import type { Contender, Page } from '../contender.ts';
import { contender } from '../contenders/telltale.ts';
import { partsOf, WrongPage } from '../page-totals.ts';
import { tinySettings } from '../settings.ts';
import { holdTimes, type HoldTimes } from './hold-time.ts';
import { PeakMemory } from './peak-memory.ts';
import { TickBeside } from './tick-beside.ts';
import { holds, verdictOn } from './verdict.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const nextTurn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('TickBeside', () => {
  it('tells the longest time that it did not come to its turn', async () => {
    const tick = new TickBeside();
    for (const ms of [10, 60, 5]) {
      block(ms);
      await nextTurn();
    }
    const longest = tick.stop();
    expect(longest).toBeGreaterThanOrEqual(60);
  });

  it('counts what came after the last tick', async () => {
    const tick = new TickBeside();
    await nextTurn();
    block(40);
    expect(tick.stop()).toBeGreaterThanOrEqual(40);
  });

  it('looks when it stops at the latest', () => {
    let looks = 0;
    new TickBeside(() => looks++).stop();
    expect(looks).toBe(1);
  });
});

describe('PeakMemory', () => {
  it('keeps the most of what it saw', () => {
    const peak = new PeakMemory();
    const lookBeside = (bytes: number): number => {
      const buffer = new Uint8Array(bytes).fill(1);
      peak.look();
      return buffer.length;
    };
    lookBeside(50_000_000);
    lookBeside(1_000);
    expect(peak.grown()).toBeGreaterThan(40_000_000);
    const resident = peak.residentGrown();
    if (resident !== undefined) expect(resident).toBeGreaterThan(40_000_000);
  });
});

const good: HoldTimes = {
  idle: 2,
  firstPage: 22,
  laterPages: 12,
  pageBytes: 100,
  memory: 150,
  residentMemory: 199,
};

describe('the verdict', () => {
  it('is about what comes on top of the idle baseline', () => {
    expect(verdictOn(good)).toEqual({ firstPage: true, laterPages: true, memory: true });
    const slower = { ...good, firstPage: 22.1, laterPages: 12.1 };
    expect(verdictOn(slower)).toEqual({ firstPage: false, laterPages: false, memory: true });
  });

  it('takes the greater of both memories, where both are known', () => {
    expect(verdictOn({ ...good, residentMemory: 200 }).memory).toBe(false);
    expect(verdictOn({ ...good, residentMemory: undefined }).memory).toBe(true);
    expect(verdictOn({ ...good, residentMemory: undefined, memory: 200 }).memory).toBe(false);
  });

  it('holds where most runs do', () => {
    const bad = { ...good, laterPages: 13 };
    expect(holds([good, bad, good, bad, good])).toBe(true);
    expect(holds([good, bad, good, bad, bad])).toBe(false);
    expect(holds([])).toBe(false);
  });
});

describe('holdTimes', () => {
  it('measures pages of any size', async () => {
    const times = await holdTimes(contender, tinySettings, 2);
    expect(times.pageBytes).toBeGreaterThan(tinySettings.series * 50);
    for (const time of [times.idle, times.firstPage, times.laterPages]) {
      expect(time).toBeGreaterThan(0);
    }
  });

  it('counts the bytes of all parts of a page', async () => {
    const inTwo: Contender = {
      client(options) {
        const client = contender.client!(options);
        const page = async (): Promise<Page> => {
          const bytes = Buffer.concat(partsOf(await client.page('text')));
          return [bytes.subarray(0, 100), bytes.subarray(100)];
        };
        return { ...client, page };
      },
    };
    const { pageBytes } = await holdTimes(inTwo, tinySettings, 1);
    expect(pageBytes).toBe((await holdTimes(contender, tinySettings, 1)).pageBytes);
  });

  it('refuses parts that are not all of the page', async () => {
    const lazy: Contender = {
      client(options) {
        const client = contender.client!(options);
        return { ...client, page: async (format) => partsOf(await client.page(format)).slice(1) };
      },
    };
    await expect(holdTimes(lazy, tinySettings, 1)).rejects.toThrow(WrongPage);
  });

  it('refuses a contender without pages', async () => {
    await expect(holdTimes({}, tinySettings, 1)).rejects.toThrow('the contender has no pages');
  });
});
