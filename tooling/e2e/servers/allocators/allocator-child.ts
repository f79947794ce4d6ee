// A program for tests, run on the allocator that is preloaded: performs what its first argument says
// with the addon at its second, and prints what came of it as JSON.
import { createRequire } from 'node:module';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { allocatorCollector, type AllocatorCollectorOptions } from '@telltale/collector-allocator';
import type { Metric } from '@telltale/model';

const [, , action, addon, reporter] = process.argv;
const everything: AllocatorCollectorOptions = {
  addon,
  jemalloc: { arenas: true, bins: true, plainNames: true },
};

/** The samples of a collection, each by its name and the values of its labels. */
type Samples = Record<string, number>;

function reader(options: AllocatorCollectorOptions): {
  collect: () => void;
  samples: () => Samples;
} {
  const collector = allocatorCollector(options);
  const context = { signal: new AbortController().signal };
  let buf: Metric[] = [];
  return {
    collect() {
      buf = [];
      void collector.collect(buf, context);
    },
    samples() {
      const all = buf.flatMap((metric) =>
        [...metric.snapshot().series].map(({ labels, value }) => [
          [metric.name, ...Object.values(labels)].join(' '),
          value as number,
        ]),
      );
      return Object.fromEntries(all) as Samples;
    },
  };
}

/** What the collector shows, between what the allocator itself says before and after. */
function compare() {
  const require = createRequire(import.meta.url);
  const { report } = require(reporter ?? '') as { report: () => string };
  const { collect, samples } = reader({ addon });
  const full = reader(everything);
  // The first times, each makes what it needs later.
  for (let count = 0; count < 10; count++) {
    full.collect();
    collect();
    report();
  }
  for (let count = 0; count < 3; count++) globalThis.gc?.();
  // More than once, as memory that the start has left behind may go at any time.
  const readings = Array.from({ length: 5 }, () => {
    const before = report();
    collect();
    return { reports: [before, report()], samples: samples() };
  });
  full.collect();
  return { readings, everything: full.samples() };
}

/** Figures before and after 100,000 blocks of 1 KiB. */
function grow() {
  const { collect, samples } = reader({ addon });
  const read = (): Samples => {
    collect();
    return samples();
  };
  read();
  // What the start has left behind must not go while the blocks come.
  for (let count = 0; count < 3; count++) globalThis.gc?.();
  const before = read();
  const blocks: Buffer[] = [];
  for (let count = 0; count < 100_000; count++) blocks.push(Buffer.allocUnsafeSlow(1024));
  return { before, after: read(), blocks: blocks.length };
}

/** What is left of 100,000 collections, 1,000 of them of everything that there is. */
function repeat() {
  const plain = reader({ addon, jemalloc: { options: false } });
  const full = reader(everything);
  const collectMany = (times: number): void => {
    for (let count = 0; count < times; count++) (count % 100 === 0 ? full : plain).collect();
  };
  const settle = (): { resident: number; samples: Samples } => {
    for (let count = 0; count < 3; count++) globalThis.gc?.();
    plain.collect();
    return { resident: process.memoryUsage.rss(), samples: plain.samples() };
  };
  collectMany(5_000);
  const before = settle();
  collectMany(100_000);
  return { before, after: settle() };
}

/** Collects in four threads and in this one at the same time; each gives its readings. */
async function threads() {
  const workers = Array.from({ length: 4 }, () => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: 'collect',
      argv: ['', addon],
    });
    return new Promise<Samples[]>((resolve, reject) => {
      worker.on('message', resolve).on('error', reject);
    });
  });
  const readings = [collectOften()];
  readings.push(...(await Promise.all(workers)));
  return { readings, again: collectOften() };
}

function collectOften(): Samples[] {
  const { collect, samples } = reader({ addon: process.argv[3], jemalloc: { arenas: true } });
  return Array.from({ length: 200 }, () => {
    collect();
    return samples();
  });
}

if (isMainThread) {
  const actions: Record<string, () => unknown> = { compare, grow, repeat, threads };
  console.log(JSON.stringify(await actions[action ?? '']?.()));
} else if (workerData === 'collect') {
  const { parentPort } = await import('node:worker_threads');
  parentPort?.postMessage(collectOften());
}
