import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shortNumber } from './quantity.ts';
import { markdownTable } from './table.ts';

/** What a .cpuprofile of V8 holds, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      /** From 0 up. */
      readonly lineNumber: number;
    };
  }[];
  /** The node that was running at each sample. */
  readonly samples: readonly number[];
  /** Microseconds between a sample and the one before. */
  readonly timeDeltas: readonly number[];
}

/** The functions that took most time themselves, without what they called, `count` of them at most. */
export function profileTable(profile: CpuProfile, root: string, count = 25): string {
  const places = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      [functionName === '' ? '(anonymous)' : functionName, placeOf(url, lineNumber, root)] as const,
    ]),
  );
  const times = new Map<string, { cells: readonly string[]; us: number }>();
  let total = 0;
  profile.samples.forEach((id, index) => {
    const us = profile.timeDeltas[index] ?? 0;
    const cells = places.get(id) ?? ['(unknown)', ''];
    const key = cells.join(' ');
    times.set(key, { cells, us: (times.get(key)?.us ?? 0) + us });
    total += us;
  });
  return markdownTable(
    ['self', 'part', 'function', 'where'],
    [...times.values()]
      .toSorted((a, b) => b.us - a.us)
      .slice(0, count)
      .map(({ cells, us }) => [
        `${shortNumber(us / 1e3)} ms`,
        `${shortNumber((us / total) * 100)}%`,
        ...cells,
      ]),
  );
}

function placeOf(url: string, lineNumber: number, root: string): string {
  if (url === '') return '';
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return `${isAbsolute(path) ? relative(root, path) : path}:${lineNumber + 1}`;
}
