import type { Resources, Watcher } from './watcher.ts';

export interface VerdictFacts {
  readonly violations: readonly string[];
  readonly watcher: Pick<Watcher, 'resources' | 'scrapes' | 'compared'>;
  /** How many faults there were. */
  readonly happened: number;
  /** Whether the exporter was still running at the end. */
  readonly isAlive: boolean;
  /** Servers that had connections left. */
  readonly left: readonly string[];
}

export interface Verdict {
  /** All that was wrong; empty where all was well. */
  readonly wrong: readonly string[];
  readonly summary: string;
}

const megabyte = 2 ** 20;

export function verdictOf({ violations, watcher, happened, isAlive, left }: VerdictFacts): Verdict {
  const { resources, scrapes, compared } = watcher;
  const third = Math.floor(resources.length / 3);
  const [first, last] = [resources.slice(third, 2 * third), resources.slice(-third)];
  const growth = (of: (one: Resources) => number): readonly [number, number] => [
    median(first.map(of)),
    median(last.map(of)),
  ];
  const heap = growth(({ heapBytes }) => heapBytes);
  const resident = growth(({ residentBytes }) => residentBytes);
  const files = growth(({ openFiles }) => openFiles);
  const wrong = [...violations];
  if (!isAlive) wrong.push('the exporter ended by itself');
  if (scrapes < 20) wrong.push(`only ${scrapes} scrapes`);
  for (const [name, count] of compared) {
    if (count < 10) wrong.push(`only ${count} values of ${name} were compared`);
  }
  for (const name of left) wrong.push(`connections to ${name} were left`);
  // With a figure that is not there, nothing below would ever be wrong.
  if (![...heap, ...resident, ...files].every(Number.isFinite)) {
    wrong.push('the page does not say how much memory and how many files the process has');
  }
  if (heap[1] > heap[0] * 1.3 + 20 * megabyte) wrong.push(`the heap grew: ${sizes(heap)}`);
  if (resident[1] > resident[0] * 1.3 + 50 * megabyte)
    wrong.push(`memory grew: ${sizes(resident)}`);
  if (files[1] > files[0] + 15) wrong.push(`open files grew from ${files[0]} to ${files[1]}`);
  const values = [...compared.values()].reduce((sum, count) => sum + count, 0);
  return {
    wrong,
    summary:
      `${happened} faults, ${scrapes} scrapes, ${values} values compared, ${wrong.length} wrong; ` +
      `heap ${sizes(heap)}, memory ${sizes(resident)}, open files ${files[0]} to ${files[1]}`,
  };
}

function sizes([before, after]: readonly [number, number]): string {
  return `${Math.round(before / megabyte)} to ${Math.round(after / megabyte)} MB`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
