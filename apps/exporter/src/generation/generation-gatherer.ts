import type { GatherProblem, Gatherer, GatherOptions, MetricFamily } from '@telltale/model';
import type { Registry } from '@telltale/registry';
import { ownFamilies } from '../metrics/own-families.ts';
import { gatherUnits } from './gather-units.ts';
import { scrapeTimeoutMs } from './scrape-timeout.ts';
import type { Generations } from './generations.ts';
import type { Unit } from './unit.ts';

export interface GenerationGathererOptions {
  readonly generations: Pick<Generations, 'current'>;
  /** The exporter's own metrics, which are no part of a generation. */
  readonly own: Registry;
  /** Which units are asked. Default: all. */
  readonly select?: ((unit: Unit) => boolean) | undefined;
  /** Is given what went wrong, and the page, before the scraper has it. */
  readonly onGathered: (
    problems: readonly GatherProblem[],
    families: readonly MetricFamily[],
  ) => void;
}

/** Gathers from the generation that is served when a scrape begins, which stays open until the scrape has ended. */
export function generationGatherer({
  generations,
  own,
  select = () => true,
  onGathered,
}: GenerationGathererOptions): Gatherer {
  return {
    get generation() {
      return generations.current;
    },
    async gather(options: GatherOptions = {}) {
      const generation = generations.current;
      const unpin = generation.pin();
      try {
        const units = generation.units.filter(select);
        const { families, problems } = await gatherUnits(units, {
          timeoutMs: scrapeTimeoutMs(options.timeoutMs, generation.loaded.config.global),
          signal: options.signal,
        });
        const ours = [...ownFamilies(generation, units), ...(await own.gather())];
        const { page, contradictions } = merged(ours, families);
        onGathered([...problems, ...contradictions], page);
        const { names } = options;
        return names === undefined ? page : page.filter(({ name }) => names.includes(name));
      } finally {
        unpin();
      }
    },
  };
}

interface Merged {
  readonly page: readonly MetricFamily[];
  readonly contradictions: readonly GatherProblem[];
}

/** Both, ordered by name. What has a name of the exporter's own metrics is left out. */
function merged(ours: readonly MetricFamily[], families: readonly MetricFamily[]): Merged {
  const taken = new Set(ours.flatMap(sampleNames));
  const page = [...ours];
  const contradictions: GatherProblem[] = [];
  for (const family of families) {
    const name = sampleNames(family).find((sample) => taken.has(sample));
    if (name === undefined) page.push(family);
    else {
      contradictions.push({
        collector: 'exporter',
        metric: family.name,
        message: `the name ${name} is one of the exporter's own metrics; take another`,
      });
    }
  }
  page.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { page, contradictions };
}

function sampleNames({ name, type }: MetricFamily): string[] {
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [];
  return [name, ...suffixes.map((suffix) => name + suffix)];
}
