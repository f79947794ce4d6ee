import { Counter, Gauge, Histogram, Summary, type SummaryOptions } from '@telltale/metrics';
import type { Collector } from '@telltale/registry';
import { registry } from './default-registry.ts';

/**
 * Makes a counter and registers it in the default registry. For its other options make it with
 * `new Counter({ ... })` and register it: `registry().register(it)`.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function counter<const Names extends readonly string[] = readonly []>(
  name: string,
  help: string,
  labelNames?: Names,
): Counter<Names> {
  return registered(new Counter({ name, help, labelNames }));
}

/**
 * Makes a gauge and registers it in the default registry. For its other options make it with
 * `new Gauge({ ... })` and register it: `registry().register(it)`.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function gauge<const Names extends readonly string[] = readonly []>(
  name: string,
  help: string,
  labelNames?: Names,
): Gauge<Names> {
  return registered(new Gauge({ name, help, labelNames }));
}

/**
 * Makes a histogram and registers it in the default registry. `buckets` are upper bounds in the unit of what is
 * observed. Default: 5 ms to 10 s, for durations in seconds. For its other options make it with
 * `new Histogram({ ... })` and register it: `registry().register(it)`.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function histogram(
  name: string,
  help: string,
  labelNames?: undefined,
  buckets?: readonly number[],
): Histogram;
/**
 * The same with label names; `buckets` come behind them.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function histogram<const Names extends readonly string[]>(
  name: string,
  help: string,
  labelNames: Names,
  buckets?: readonly number[],
): Histogram<Names>;
export function histogram<const Names extends readonly string[]>(
  name: string,
  help: string,
  labelNames?: Names,
  buckets?: readonly number[],
): Histogram<Names> {
  return registered(new Histogram({ name, help, labelNames, buckets }));
}

/**
 * Makes a summary and registers it in the default registry. Without options it shows the quantiles 0.5, 0.9 and 0.99
 * of the last ten minutes, within one percent.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function summary(
  name: string,
  help: string,
  labelNames?: undefined,
  options?: Omit<SummaryOptions, 'name' | 'help' | 'labelNames'>,
): Summary;
/**
 * The same with label names; the options come behind them.
 *
 * @throws DUPLICATE_METRIC if a metric of that name is registered: make a metric once and share it
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function summary<const Names extends readonly string[]>(
  name: string,
  help: string,
  labelNames: Names,
  options?: Omit<SummaryOptions, 'name' | 'help' | 'labelNames'>,
): Summary<Names>;
export function summary<const Names extends readonly string[]>(
  name: string,
  help: string,
  labelNames?: Names,
  options?: Omit<SummaryOptions, 'name' | 'help' | 'labelNames'>,
): Summary<Names> {
  return registered(new Summary({ ...options, name, help, labelNames }));
}

function registered<Instrument extends Collector>(instrument: Instrument): Instrument {
  registry().register(instrument);
  return instrument;
}
