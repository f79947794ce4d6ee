import { MetricError, type Collector, type Metric, type MetricFamily } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { checkPolicies } from './check-metric.ts';
import { checkChoice, checkKeys } from './check-option.ts';
import { familiesOfPlans, planMetrics, type KnownSeries } from './families-of-rows.ts';
import { nanFamilies } from './nan-families.ts';
import { queryUntil } from './query-until.ts';
import type { RowCollectorOptions } from './row-collector-options.ts';
import { RowMetrics } from './row-metrics.ts';

const defaultSeriesLimit = 10_000;

const options: Readonly<Record<keyof RowCollectorOptions<unknown>, true>> = {
  name: true,
  source: true,
  query: true,
  metrics: true,
  onEmpty: true,
  onNull: true,
  onDuplicate: true,
  onError: true,
  maxAge: true,
  timeoutMs: true,
  seriesLimit: true,
  onRows: true,
  onFailure: true,
};

/** What the last query that succeeded has made. */
interface LastResult {
  /** Which call of `collect()` it is of: a slow one does not take the place of one that began later. */
  readonly call: number;
  readonly families: readonly MetricFamily[];
  /** `performance.now()` at its end. */
  readonly at: number;
}

/**
 * Makes a collector that asks a source for rows at each scrape and shows them as families: all of them at once, so that
 * a row that is not there any more leaves nothing behind.
 *
 * What rows have lost is counted in `telltale_rows_dropped_total{collector,metric,reason}`, and numbers that a double
 * cannot hold in `telltale_rows_inexact_total{collector,metric}`; both appear with the first of them. With
 * `onError: 'keep'`, `telltale_rows_age_seconds{collector}` says how old the rows are.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if an option or a metric is not as described
 */
export function rowCollector<Query>(given: RowCollectorOptions<Query>): Collector {
  checkOptions(given);
  const { name, source, query, onError = 'drop', maxAge = 0, onRows, onFailure } = given;
  const seriesLimit = given.seriesLimit ?? defaultSeriesLimit;
  const plans = planMetrics(name, given.metrics, given);
  const known: KnownSeries = new Map();
  const own = new RowMetrics(name);
  let calls = 0;
  let last: LastResult | undefined;

  /** What `onError` shows in place of the result. */
  const afterFailure = (error: unknown): readonly Metric[] => {
    if (onError === 'keep' && last !== undefined) {
      const age = performance.now() - last.at;
      if (age <= maxAge) return [...last.families, own.age(age)];
    }
    const families = onError === 'nan' ? nanFamilies(plans, last?.families) : [];
    if (families.length === 0) throw error;
    return families;
  };

  return {
    name,
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      const call = ++calls;
      const answer = await queryUntil(source, query, signal, given.timeoutMs).then(
        (rows) => ({ rows }),
        (error: unknown) => ({ error }),
      );
      if ('error' in answer) {
        onFailure?.(answer.error);
        // Nobody waits any more, or it is too late for an answer.
        signal.throwIfAborted();
        buf.push(...afterFailure(answer.error), ...own.counts());
        return;
      }
      const { rows } = answer;
      const made = familiesOfPlans(rows, plans, seriesLimit, known);
      own.count(made);
      onRows?.({ rows: rows.length, ...made });
      if (onError !== 'drop' && call > (last?.call ?? 0)) {
        last = { call, families: made.families, at: performance.now() };
      }
      buf.push(...made.families, ...own.counts());
      if (onError === 'keep') buf.push(own.age(0));
    },
  };
}

function checkOptions(given: RowCollectorOptions<unknown>): void {
  const { name, onError, maxAge, timeoutMs, seriesLimit } = given;
  const source: unknown = given.source;
  if (typeof name !== 'string' || name === '') {
    throw new MetricError(
      'INVALID_OPTION',
      `rowCollector: name is ${describeValue(name)}, expected a non-empty string.`,
    );
  }
  checkKeys(name, given, Object.keys(options));
  if (
    typeof (source as Partial<RowCollectorOptions<unknown>['source']> | null)?.query !== 'function'
  ) {
    throw invalid(name, 'source', source, 'a source of rows, which has query()');
  }
  checkPolicies(name, given);
  checkChoice(name, 'onError', onError, ['drop', 'keep', 'nan']);
  for (const [option, value] of Object.entries({ maxAge, timeoutMs })) {
    if (value !== undefined && !(typeof value === 'number' && value > 0)) {
      throw invalid(name, option, value, 'milliseconds above 0');
    }
  }
  if ((onError === 'keep') !== (maxAge !== undefined)) {
    const what =
      maxAge === undefined
        ? 'onError is "keep" without maxAge'
        : 'maxAge is given without onError: "keep"';
    throw new MetricError('INVALID_OPTION', `${name}: ${what}; they need each other.`);
  }
  if (seriesLimit !== undefined && !(Number.isInteger(seriesLimit) && seriesLimit > 0)) {
    throw invalid(name, 'seriesLimit', seriesLimit, 'a whole number above 0');
  }
}

function invalid(name: string, option: string, value: unknown, expected: string): MetricError {
  return new MetricError(
    'INVALID_OPTION',
    `${name}: ${option} is ${describeValue(value)}, expected ${expected}.`,
  );
}
