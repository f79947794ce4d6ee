import { describe, expect, it } from 'vitest';
import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Histogram } from './histogram.ts';

/** Keeps the memory that it gives, as whoever hands it to another thread does. */
function sharedMemory() {
  const pieces: SharedArrayBuffer[] = [];
  return {
    pieces,
    allocate: (bytes: number) => {
      const piece = new SharedArrayBuffer(bytes);
      pieces.push(piece);
      return piece;
    },
    doubles: () => pieces.flatMap((piece) => [...new Float64Array(piece)]),
  };
}

describe('allocate', () => {
  it('gives the memory of all that a counter counts, while it counts', () => {
    const memory = sharedMemory();
    const counter = new Counter({ name: 'a_total', help: 'A.', allocate: memory.allocate });
    counter.inc();
    expect(memory.doubles()).toContain(1);
    counter.inc(41);
    expect(memory.doubles()).toContain(42);
    expect(counter.snapshot().columns.values).toEqual(Float64Array.of(42));
  });

  it('is asked for more as series come, and none of them is moved', () => {
    const memory = sharedMemory();
    const gauge = new Gauge({
      name: 'a',
      help: 'A.',
      labelNames: ['n'],
      allocate: memory.allocate,
    });
    const handles = Array.from({ length: 100 }, (_, n) => gauge.labels(n));
    for (const [n, handle] of handles.entries()) handle.set(n + 1);
    gauge.set({ n: 7 }, 1000);
    expect(memory.pieces.length).toBeGreaterThan(3);
    const set = memory.doubles().filter((value) => value !== 0);
    expect(set).toEqual(handles.map((_, n) => (n === 7 ? 1000 : n + 1)));
    gauge.remove('7');
    expect(memory.doubles()).not.toContain(1000);
  });

  it('makes no difference to what is read', () => {
    const read = (allocate?: (bytes: number) => ArrayBufferLike) => {
      const histogram = new Histogram({
        name: 'a',
        help: 'A.',
        labelNames: ['n'],
        buckets: [1, 2],
        allocate,
      });
      for (let n = 0; n < 50; n++) histogram.observe({ n: n % 20 }, n / 10);
      histogram.remove({ n: 3 });
      return [...histogram.snapshot().series].map(({ labels, value }) => [labels, value]);
    };
    expect(read(sharedMemory().allocate)).toEqual(read());
    expect(read((bytes) => new ArrayBuffer(bytes))).toEqual(read());
  });
});
