import { MetricError, type MetricFamily } from '@telltale/model';
import { growthOf, type SeriesGrowth } from './series-growth.ts';
import { familiesOf, type MetricSource } from './metric-source.ts';

/** How often to run, and what may grow. */
export interface AddsNoSeriesOptions {
  /** How often the function is called while series are counted. Default: 10. */
  readonly times?: number | undefined;
  /** How often it is called before, to make the series that are there to stay. Default: 1. */
  readonly warmUp?: number | undefined;
  /** Metrics that may grow, by name. Default: none. */
  readonly except?: readonly string[] | undefined;
}

/** Something adds series each time it runs. The message names the metrics, and the labels whose values are to blame. */
export class SeriesLeak extends Error {
  /** The metrics that have grown, each with how much and why. */
  readonly metrics: readonly SeriesGrowth[];

  constructor(metrics: readonly SeriesGrowth[], times: number) {
    const lines = metrics.map(({ metric, text }) => `  ${metric}: ${text}`);
    super(
      `The series grow; ${times === 1 ? 'one run' : `${times} runs`} added:\n${lines.join('\n')}`,
    );
    this.name = 'SeriesLeak';
    this.metrics = metrics;
  }
}

/**
 * Calls a function again and again and sees to it that no metric has more series afterwards: a label that holds a
 * path, an id or a message makes a series a value, until the memory is full.
 *
 * @param run is told how often it was called before, from 0; it is awaited, and what it throws is thrown
 * @throws SeriesLeak if a metric has more series, or more look-ups went to its overflow series
 * @throws INVALID_OPTION if `times` is not a whole number above 0, or `warmUp` not one from 0
 */
export async function addsNoSeries(
  source: MetricSource,
  run: (index: number) => unknown,
  options: AddsNoSeriesOptions = {},
): Promise<void> {
  const { times = 10, warmUp = 1, except = [] } = options;
  checkWhole('times', times, 1);
  checkWhole('warmUp', warmUp, 0);
  let index = 0;
  const call = async (count: number): Promise<readonly MetricFamily[]> => {
    for (const end = index + count; index < end; index++) await run(index);
    return familiesOf(source);
  };
  const before = await call(warmUp);
  const after = await call(times);
  const grown = growthOf(before, after).filter(({ metric }) => !except.includes(metric));
  if (grown.length > 0) throw new SeriesLeak(grown, times);
}

function checkWhole(option: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new MetricError(
    'INVALID_OPTION',
    `${option} is ${value}, expected a whole number from ${least}.`,
  );
}
