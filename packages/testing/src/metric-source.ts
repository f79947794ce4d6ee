import { parse } from '@telltale/exposition';
import {
  isMetric,
  MetricError,
  type Collector,
  type Gatherer,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { collectOnce } from './collect-once.ts';
import { formatOf } from './page-format.ts';

/**
 * Where a test finds metrics: a registry or another gatherer, one metric, one collector, families that were gathered
 * before, or a page in text format or, if it ends in `# EOF`, in OpenMetrics.
 */
export type MetricSource = Gatherer | Collector | Metric | readonly Metric[] | string | Uint8Array;

/** A source as something to gather from. */
export function asGatherer(source: MetricSource): Gatherer {
  if (isPage(source)) {
    const page = typeof source === 'string' ? source : new TextDecoder().decode(source);
    return gathering(() => parse(page, formatOf(page)));
  }
  if (isList(source)) return gathering(() => source.map((metric) => metric.snapshot()));
  // Asked in this order: every instrument is a collector as well.
  const { gather, collect } = partsOf(source);
  if (typeof gather === 'function') return source as Gatherer;
  if (isMetric(source)) return gathering(() => [source.snapshot()]);
  if (typeof collect === 'function') return { gather: () => collectOnce(source as Collector) };
  throw new MetricError(
    'INVALID_OPTION',
    `expected a registry, a metric, a collector, families or a page; got ${describeValue(source)}.`,
  );
}

/** What throws at once fails the promise instead. */
function gathering(read: () => readonly MetricFamily[]): Gatherer {
  return { gather: () => new Promise((resolve) => resolve(read())) };
}

/** JavaScript passes anything. */
function partsOf(source: unknown): Partial<Gatherer & Collector> {
  return source ?? {};
}

/**
 * All families of a source.
 *
 * @throws INVALID_OPTION if it is none
 * @throws PARSE_ERROR if it is a page that is not valid
 */
export async function familiesOf(source: MetricSource): Promise<readonly MetricFamily[]> {
  return asGatherer(source).gather();
}

/** Whether it is a page rather than something that makes one. */
export function isPage(source: MetricSource): source is string | Uint8Array {
  return typeof source === 'string' || source instanceof Uint8Array;
}

function isList(source: MetricSource): source is readonly Metric[] {
  return Array.isArray(source) && source.every(isMetric);
}
