import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

/** What a program came to. */
export interface NodeRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For tests: runs a TypeScript module in a Node.js of its own, in the folder of this package, and waits for its end. */
export function runNode(program: string, flags: readonly string[] = []): NodeRun {
  return spawnSync(
    process.execPath,
    [
      ...flags,
      '--conditions=@telltale/source',
      '--input-type=module-typescript',
      '--eval',
      prelude + program,
    ],
    // Without its end, a program that never exits would hold the tests for ever.
    { cwd: dirname(import.meta.dirname), encoding: 'utf8', timeout: 50_000 },
  );
}

/** What the programs have in common. */
const prelude = `
  import { writeSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { runtimeCollector } from './src/index.ts';
  const now = () => performance.now();
  const block = (ms) => { const start = now(); while (now() - start < ms); };
  /** Values by name, and by label where there is one. */
  const read = (collector) => {
    const buf = [];
    collector.collect(buf, { signal: new AbortController().signal });
    return Object.fromEntries(buf.map((metric) => {
      const series = [...metric.snapshot().series];
      if (metric.labelNames.length === 0) return [metric.name, series[0].value];
      const key = metric.labelNames[0];
      return [metric.name, Object.fromEntries(series.map((one) => [one.labels[key], one.value]))];
    }));
  };
  // Straight to the descriptor: what follows may end the process at once.
  const print = (value) => writeSync(1, JSON.stringify(value) + '\\n');
`;
