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

interface Gathering {
  /** The ticks at which it began and ended. */
  readonly began: number;
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
  begin(): number {
    return ++this.#tick;
  }

  /**
   * Compares a gathering that began at `began` with the last one, and keeps it. Of two that overlap it is not known
   * which read a value first, so they are not compared.
   */
  compare(
    began: number,
    families: readonly MetricFamily[],
    generation: unknown,
  ): readonly MemoryProblem[] {
    const ended = ++this.#tick;
    const last = this.#last;
    if (last !== undefined && last.began > began) return [];
    const now = families.map(remember);
    this.#last = { began, ended, generation, families: now };
    if (last === undefined || last.ended > began) return [];
    const fallen = fallenFamilies(last.families, now);
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
  before: readonly Remembered[],
  after: readonly Remembered[],
): readonly MemoryProblem[] {
  return eachInBoth(before, after, (was, is) => fallenCounts(was.counts, is.counts));
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
