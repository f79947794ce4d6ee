import { describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

interface GcReading {
  readonly nodejs_gc_duration_seconds: Readonly<
    Record<'major' | 'minor' | 'incremental' | 'weakcb', { count: number; sum: number }>
  >;
}

/** How often each kind is in what `--trace-gc` prints after the first collection that the program asked for. */
function traced(stdout: string): { major: number; minor: number } {
  const [, ...parts] = stdout.split(/ ms: Mark-Compact .*GC in old space requested/);
  const lines = parts.join(' ms: Mark-Compact \n');
  const count = (kind: RegExp): number => lines.match(kind)?.length ?? 0;
  return { major: count(/ ms: Mark-Compact /g), minor: count(/ ms: Scavenge /g) };
}

describe('garbage collections', () => {
  it.each([
    ['in one turn of the event loop, so that one batch holds them all', ''],
    ['over many turns', 'if (i % 50 === 0) await sleep(1);'],
  ])('are all counted when they happen %s', (_, pause) => {
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
      // The last one leaves the young generation empty, so that no other follows before the end.
      gc();
      await sleep(50);
      // Not to where the trace goes, which is buffered and could be cut by this in the middle of a line.
      writeSync(2, JSON.stringify(read(collector)));
      process.exit();
      `,
      // A small young generation makes many collections of little garbage.
      ['--trace-gc', '--expose-gc', '--max-semi-space-size=1'],
    );
    expect(status).toBe(0);
    const { nodejs_gc_duration_seconds: byKind } = JSON.parse(stderr) as GcReading;
    expect({ major: byKind.major.count, minor: byKind.minor.count }).toEqual(traced(stdout));
    expect(byKind.minor.count).toBeGreaterThan(50);
    expect(byKind.major.count).toBeGreaterThanOrEqual(1);
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
});
