import { expect, test } from 'vitest';
import { Truth } from '../../soak/truth.ts';
import { verdictOf } from '../../soak/verdict.ts';
import { Watcher, type Resources } from '../../soak/watcher.ts';
import type { Subject } from '../../soak/subject.ts';
import { waitUntil } from '../wait-until.ts';

const untouched = { isTouched: () => false };

/** Watches pages until enough was said of them. */
async function saidOf(
  samples: () => Record<string, number>,
  isEnough: (said: readonly string[], watcher: Watcher) => boolean,
  subjects: readonly Subject[] = [],
): Promise<{ said: readonly string[]; watcher: Watcher }> {
  const said: string[] = [];
  const exporter = {
    samples: () => new Promise<Record<string, number>>((resolve) => resolve(samples())),
  };
  const watcher = new Watcher(exporter, subjects, untouched, (violation) => said.push(violation));
  const watching = watcher.run();
  try {
    await waitUntil('enough is said', () => isEnough(said, watcher) || undefined);
  } finally {
    watcher.stop();
    await watching;
  }
  return { said, watcher };
}

test('an exporter that refuses scrapes for good is found', async () => {
  const refuse = (): never => {
    throw new Error('it answered 503');
  };
  const { said } = await saidOf(refuse, ({ length }) => length > 0);
  expect(said).toEqual(['no page: it answered 503']);
});

test('a count that begins anew after it was away is found', async () => {
  const series = 'exporter_rows_total{collector="a"}';
  const pages = [{ [series]: 7 }, {}, { [series]: 1 }];
  const { said } = await saidOf(
    () => pages.shift() ?? {},
    ({ length }) => length > 0,
  );
  expect(said).toEqual([`${series} fell from 7 to 1`]);
});

test('values of which no truth is known do not count as compared', async () => {
  const subject: Subject = {
    name: 'a',
    truth: new Truth(),
    faults: [],
    ageMs: 0,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const { watcher } = await saidOf(
    () => ({ 'soak_a{}': 0 }),
    (_said, { scrapes }) => scrapes > 1,
    [subject],
  );
  expect(verdict({ compared: watcher.compared })).toEqual(['only 0 values of a were compared']);
});

test('a page without the figures of the process is found', () => {
  expect(verdict({ residentBytes: Number.NaN })).toEqual([
    'the page does not say how much memory and how many files the process has',
  ]);
  expect(verdict({})).toEqual([]);
});

function verdict({
  compared = new Map([['a', 100]]),
  residentBytes = 1,
}: {
  compared?: ReadonlyMap<string, number>;
  residentBytes?: number;
}): readonly string[] {
  const one: Resources = { at: 0, residentBytes, heapBytes: 1, openFiles: 1 };
  const resources = Array.from({ length: 30 }, () => one);
  const watcher = { resources, scrapes: 30, compared: new Map(compared) };
  return verdictOf({ violations: [], watcher, happened: 1, isAlive: true, left: [] }).wrong;
}
