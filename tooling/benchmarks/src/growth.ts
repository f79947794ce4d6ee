import { telltaleName } from './contenders/all.ts';
import { isSpread, measureRounds, type Figure, type RoundsOptions } from './rounds.ts';
import type { Runner } from './runners.ts';
import { fullSettings, type Settings } from './settings.ts';

/** What pages are varied in, beside their size. */
interface Variant {
  readonly name: string;
  readonly change: Partial<Settings>;
  /** Cases that it makes no difference to. */
  readonly not?: readonly string[];
}

const base: Variant = { name: '3 labels, ASCII, whole numbers', change: {} };

/** One thing varied at a time, so that each can be seen for itself. */
const variants: readonly Variant[] = [
  base,
  { name: '1 label', change: { labels: 1 } },
  { name: '2 labels', change: { labels: 2 } },
  { name: '4 labels', change: { labels: 4 } },
  { name: '5 labels', change: { labels: 5 } },
  { name: 'UTF-8 values of labels', change: { values: 'utf-8' } },
  { name: 'floats', change: { numbers: 'float' }, not: ['page-histograms'] },
];

/** Large pages take long enough to be few. */
const large = { from: 100_000, page: { warmUp: 2, measured: 3 } };
/** Sizes that peers are measured at with each variant, not only with the first one. */
const varied = 10_000;
/** A peer that would need longer than this for the pages of the next size, in milliseconds, is left out there. */
const patienceMs = 20_000;

export interface GrowthOptions {
  readonly caseId: string;
  readonly sizes: readonly number[];
  readonly settings: Settings;
  readonly rounds: number;
  readonly runners: readonly Runner[];
  readonly onStart?: (what: string) => void;
  readonly measure?: (options: RoundsOptions) => Promise<Record<string, Figure>>;
}

/** How the page of one case grows with one contender. */
export interface Line {
  readonly caseId: string;
  readonly variant: string;
  readonly contender: string;
  /** By number of series; sizes that were left out are not there. */
  readonly points: readonly { readonly series: number; readonly figure: Figure }[];
}

export async function measureGrowth(options: GrowthOptions): Promise<Line[]> {
  const { caseId, onStart } = options;
  const lines: Line[] = [];
  for (const variant of variants) {
    if (variant.not?.includes(caseId)) continue;
    onStart?.(`${caseId}, ${variant.name}`);
    lines.push(...(await measureVariant(variant, options)));
  }
  return lines;
}

async function measureVariant(
  variant: Variant,
  { caseId, sizes, settings, rounds, runners, measure = measureRounds }: GrowthOptions,
): Promise<Line[]> {
  const points = new Map<string, { series: number; figure: Figure }[]>();
  let going = runners;
  for (const [index, series] of sizes.entries()) {
    const page = pageSettings(series, settings);
    const sized = { ...settings, ...variant.change, series, page };
    const figures = await measure({ caseId, settings: sized, rounds, runners: going });
    for (const [name, figure] of Object.entries(figures)) {
      if (figure === 'not offered') continue;
      points.set(name, [...(points.get(name) ?? []), { series, figure }]);
    }
    const next = sizes[index + 1] ?? Infinity;
    going = going.filter(({ name }) => {
      const figure = figures[name];
      if (!isSpread(figure)) return false;
      if (name === telltaleName) return true;
      if (variant !== base && next > varied) return false;
      const { warmUp, measured } = pageSettings(next, settings);
      return (figure.median / 1e6) * (next / series) * (warmUp + measured) <= patienceMs;
    });
  }
  return [...points].map(([contender, found]) => ({
    caseId,
    variant: variant.name,
    contender,
    points: found,
  }));
}

function pageSettings(series: number, settings: Settings): Settings['page'] {
  return series >= large.from ? large.page : settings.page;
}

export const growthSizes = {
  full: [1_000, 10_000, fullSettings.series, 1_000_000],
  quick: [100, 1_000],
} as const;

/** The variant that contenders are compared in. */
export const baseVariant = base.name;
