import { describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

interface GcReading {
  readonly nodejs_gc_duration_seconds: Readonly<
    Record<'major' | 'minor' | 'incremental' | 'weakcb', { count: number; sum: number }>
  >;
  readonly nodejs_gc_reclaimed_bytes_total: Readonly<
    Record<'major' | 'minor' | 'incremental' | 'weakcb', number>
  >;
}

/**
 * What `--trace-gc` prints of each kind between the first and the last collection that the program asked for: how often
 * it happened, and how much it freed, in bytes.
 */
function traced(stdout: string): Record<'major' | 'minor', { count: number; freed: number }> {
  const mark = 'GC in old space requested';
  const untilLast = stdout.slice(stdout.indexOf(mark), stdout.lastIndexOf(mark));
  const lines = untilLast.slice(0, untilLast.lastIndexOf('\n'));
  const sum = (kind: RegExp): { count: number; freed: number } => {
    const found = [...lines.matchAll(kind)];
    const freed = found.reduce((all, [, before, after]) => all + Number(before) - Number(after), 0);
    return { count: found.length, freed: freed * 2 ** 20 };
  };
  return {
    major: sum(/ ms: Mark-Compact (?:\([\w ]+\) )?([\d.]+) \([\d.]+\) -> ([\d.]+) /g),
    minor: sum(
      / ms: (?:Scavenge|Minor Mark-Sweep) (?:\([\w ]+\) )?([\d.]+) \([\d.]+\) -> ([\d.]+) /g,
    ),
  };
}

describe('garbage collections', () => {
  it.each([
    [
      'when they happen in one turn of the event loop, so that one batch holds them all',
      '',
      [],
      50,
    ],
    ['when they happen over many turns', 'if (i % 50 === 0) await sleep(1);', [], 50],
    ['when the young generation is marked and swept', '', ['--minor-ms'], 5],
  ])('are all counted, with the bytes they free, %s', (_, pause, flags, least) => {
    const { stdout, stderr, status } = runNode(
      `
      // Starts from an empty young generation, and marks in the trace where the collector begins to count.
      gc();
      const collector = runtimeCollector({ include: ['gc'] });
      let kept;
      for (let i = 0; i < 2000; i++) {
        kept = Array.from({ length: 2000 }, (_, j) => ({ i, j }));
        ${pause}
      }
      await sleep(50);
      // The sizes of all were read by now, which makes garbage too. This collection leaves the young generation empty,
      // so that none happens while the collector is read.
      gc();
      await sleep(50);
      const reading = read(collector);
      // Marks in the trace how far the collector was read.
      gc();
      // Not to where the trace goes, which is buffered and could be cut by this in the middle of a line.
      writeSync(2, JSON.stringify(reading));
      process.exit();
      `,
      // A small young generation makes many collections of little garbage.
      ['--trace-gc', '--expose-gc', '--max-semi-space-size=1', ...flags],
    );
    expect(status).toBe(0);
    const { nodejs_gc_duration_seconds: byKind, nodejs_gc_reclaimed_bytes_total: freed } =
      JSON.parse(stderr) as GcReading;
    const trace = traced(stdout);
    for (const kind of ['major', 'minor'] as const) {
      expect(byKind[kind].count, kind).toBe(trace[kind].count);
      // The trace has a tenth of a megabyte as its last digit, before and after.
      const rounding = 0.1 * 2 ** 20 * trace[kind].count;
      expect(Math.abs(freed[kind] - trace[kind].freed), kind).toBeLessThanOrEqual(rounding);
    }
    expect(byKind.minor.count).toBeGreaterThan(least);
    expect(byKind.major.count).toBeGreaterThanOrEqual(1);
    expect(freed.minor).toBeGreaterThan(least * 200_000);
  });

  it('shows the seconds they took, and each kind at 0 before the first', () => {
    const { stdout, stderr } = runNode(
      `
      gc();
      const collector = runtimeCollector({ include: ['gc'] });
      print(read(collector));
      const start = now();
      gc();
      const most = (now() - start) / 1000;
      await sleep(50);
      print({ most, ...read(collector) });
      `,
      ['--expose-gc', '--min-semi-space-size=16'],
    );
    expect(stderr).toBe('');
    const [before, after] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as GcReading & { most: number });
    for (const kind of ['major', 'minor', 'incremental', 'weakcb'] as const) {
      expect(before!.nodejs_gc_duration_seconds[kind]).toMatchObject({ count: 0, sum: 0 });
    }
    const { count, sum } = after!.nodejs_gc_duration_seconds.major;
    expect(count).toBe(1);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(after!.most);
  });

  it('are shown without the bytes they free where an option says so', () => {
    const { stdout } = runNode(`
      const collector = runtimeCollector({ include: ['gc'], gc: { reclaimed: false } });
      print(Object.keys(read(collector)));
    `);
    expect(JSON.parse(stdout)).toEqual(['nodejs_gc_duration_seconds']);
  });
});
