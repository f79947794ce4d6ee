import type { MetricFamily } from '@telltale/model';
import { countsOf, fallenCounts, type FamilyCounts } from './falling-counts.ts';
import { renamedFamilies, type MetricHead } from './renamed-families.ts';

/** Something that does not fit to the gathering before. */
export interface MemoryProblem {
  /** The name of the family. */
  readonly metric: string;
  readonly message: string;
}

interface Remembered extends MetricHead {
  readonly counts: FamilyCounts;
}

/** Where a gathering began. */
export interface GatheringStart {
  /** Its place among all beginnings and ends. */
  readonly tick: number;
  /** Unix time in seconds, by the clock that start timestamps are of, also where a test has faked it. */
  readonly time: number;
}

interface Gathering {
  readonly began: GatheringStart;
  /** The tick at which it ended. */
  readonly ended: number;
  /** Of the registry: another one after something was registered or removed. */
  readonly generation: unknown;
  readonly families: readonly Remembered[];
}

const lastingParts = ['type', 'help', 'unit', 'labelNames'] as const;

/** Keeps the last gathering, to compare the next one with it. */
export class GatheringMemory {
  #tick = 0;
  #last: Gathering | undefined;

  /** Marks where a gathering begins; {@link compare} needs what it returns. */
  begin(): GatheringStart {
    return { tick: ++this.#tick, time: Date.now() / 1000 };
  }

  /**
   * Compares a gathering that began at `began` with the last one, and keeps it. Of two that overlap it is not known
   * which read a value first, so they are not compared.
   */
  compare(
    began: GatheringStart,
    families: readonly MetricFamily[],
    generation: unknown,
  ): readonly MemoryProblem[] {
    const ended = ++this.#tick;
    const last = this.#last;
    if (last !== undefined && last.began.tick > began.tick) return [];
    const now = families.map(remember);
    this.#last = { began, ended, generation, families: now };
    if (last === undefined || last.ended > began.tick) return [];
    const fallen = fallenFamilies(last, now);
    // What someone else has registered may look otherwise.
    if (last.generation !== generation) return fallen;
    return [...changedFamilies(last.families, now), ...fallen];
  }
}

function remember(family: MetricFamily): Remembered {
  const { name, help, type, labelNames, unit } = family;
  const head = { name, help, type, labelNames, counts: countsOf(family) };
  return unit === undefined ? head : { ...head, unit };
}

function changedFamilies(
  before: readonly Remembered[],
  after: readonly Remembered[],
): readonly MemoryProblem[] {
  return [...eachInBoth(before, after, changedParts), ...renamedFamilies(before, after)];
}

function fallenFamilies(
  { families, began }: Gathering,
  after: readonly Remembered[],
): readonly MemoryProblem[] {
  return eachInBoth(families, after, (was, is) => fallenCounts(was.counts, is.counts, began.time));
}

function eachInBoth(
  before: readonly Remembered[],
  after: readonly Remembered[],
  compare: (was: Remembered, is: Remembered) => readonly string[],
): readonly MemoryProblem[] {
  const earlier = new Map(before.map((family) => [family.name, family]));
  return after.flatMap((family) => {
    const was = earlier.get(family.name);
    const messages = was === undefined ? [] : compare(was, family);
    return messages.map((message) => ({ metric: family.name, message }));
  });
}

function changedParts(before: Remembered, after: Remembered): readonly string[] {
  return lastingParts.flatMap((part) => {
    const [old, now] = [JSON.stringify(before[part] ?? ''), JSON.stringify(after[part] ?? '')];
    const what = part === 'labelNames' ? 'label names' : part;
    return old === now
      ? []
      : [`${after.name} changed its ${what} from ${old} to ${now} since the last gathering`];
  });
}
