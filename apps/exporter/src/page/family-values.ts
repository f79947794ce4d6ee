import type { Labels, MetricFamily, Series } from '@telltale/model';

/** Series of one metric that are shown, and drawn. */
export const mostSeries = 200;

/** One series as people read it. */
export interface ShownSeries {
  readonly labels: Labels;
  /** Its value; of histograms and summaries how many observations there were; of state sets how many states are on. */
  readonly value: number;
  /** What else there is to it, in words. */
  readonly details?: string | undefined;
}

/** What a metric shows at the moment. */
export interface ShownFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit?: string | undefined;
  /** Whether the value only grows, so that its growth is what is of interest. */
  readonly isGrowing: boolean;
  readonly size: number;
  /** The first ones. */
  readonly series: readonly ShownSeries[];
}

export function shownFamily(family: MetricFamily): ShownFamily {
  const { name, type, help, unit, columns } = family;
  const series: ShownSeries[] = [];
  for (const one of family.series) {
    if (series.length === mostSeries) break;
    series.push(shownSeries(one));
  }
  return {
    name,
    type,
    help,
    unit,
    isGrowing: ['counter', 'histogram', 'summary'].includes(type),
    size: columns.size,
    series,
  };
}

function shownSeries({ labels, value }: Series): ShownSeries {
  if (typeof value === 'number') return { labels, value };
  if ('states' in value) {
    const on = Object.keys(value.states).filter((state) => value.states[state]);
    return { labels, value: on.length, details: on.join(', ') || 'none' };
  }
  const mean = value.count > 0 ? `, mean ${short(value.sum / value.count)}` : '';
  const quantiles =
    'quantiles' in value
      ? value.quantiles.map((one) => `, p${one.quantile * 100} ${short(one.value)}`).join('')
      : '';
  return { labels, value: value.count, details: `sum ${short(value.sum)}${mean}${quantiles}` };
}

/** A number with as many digits as people want to read. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(3);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 5 });
}
