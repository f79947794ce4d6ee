import type { Exemplar, LabelValue, MetricFamily, Series } from '@telltale/model';

/** One line of a page. */
export interface Sample {
  /** The name as the line has it, such as `x_bucket`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The line without its value, for people. */
  readonly text: string;
  /** The same whatever the order of the labels and however a bound is written. */
  readonly key: string;
  readonly value: number;
  /** Unix time in seconds, where the line has one. */
  readonly timestamp: number | undefined;
  /** Only totals of counters and buckets have one. */
  readonly exemplar: Exemplar | undefined;
  /** Whether it says since when the series counts, which only some pages show as a line. */
  readonly isStart: boolean;
  /** The series that it is part of. */
  readonly series: Series;
  /** Where that series stands in the columns of its family. */
  readonly row: number;
}

/** The lines of a family, its start timestamps as `_created`. */
export function samplesOf(family: MetricFamily): Sample[] {
  return [...family.series].flatMap((series, row) => seriesSamples(family, series, row));
}

/** What two lines have in common that say the same. */
export function sampleKey(name: string, labels: Readonly<Record<string, LabelValue>>): string {
  const entries = Object.entries(labels).map(([label, value]) => {
    const isBound = label === 'le' || label === 'quantile';
    return [label, isBound ? boundText(value) : String(value)];
  });
  return JSON.stringify([name, ...entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]);
}

/** A line without its value. */
export function sampleText(name: string, labels: Readonly<Record<string, LabelValue>>): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}=${JSON.stringify(String(value))}`,
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

/** A value as the text formats write it. */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** A bound in one way of writing it; what is none, as it is. */
function boundText(value: LabelValue): string {
  const number = value === '+Inf' ? Infinity : value === '' ? NaN : Number(value);
  return Number.isNaN(number) ? String(value) : numberText(number);
}

function seriesSamples(family: MetricFamily, series: Series, row: number): Sample[] {
  const { name, type } = family;
  const { value } = series;
  const samples: Sample[] = [];
  const add = (
    suffix: string,
    one: number,
    more: Readonly<Record<string, string>> = {},
    exemplar?: Exemplar,
  ): void => {
    const labels = { ...series.labels, ...more };
    samples.push({
      name: name + suffix,
      labels,
      text: sampleText(name + suffix, labels),
      key: sampleKey(name + suffix, labels),
      value: one,
      timestamp: series.timestamp,
      exemplar,
      isStart: false,
      series,
      row,
    });
  };
  if (typeof value === 'number') {
    add(type === 'info' && !name.endsWith('_info') ? '_info' : '', value, {}, series.exemplar);
  } else if ('states' in value) {
    for (const [state, isOn] of Object.entries(value.states)) {
      add('', isOn ? 1 : 0, { [name]: state });
    }
  } else {
    const shape = family.columns.seriesShapes?.[row];
    const [sum, count] = type === 'gaugehistogram' ? ['_gsum', '_gcount'] : ['_sum', '_count'];
    if ('buckets' in value) {
      for (const { upperBound, count: below, exemplar } of value.buckets) {
        add('_bucket', below, { le: numberText(upperBound) }, exemplar);
      }
    } else {
      for (const { quantile, value: one } of value.quantiles) {
        add('', one, { quantile: numberText(quantile) });
      }
    }
    if (shape?.noSum !== true) add(sum, value.sum);
    if (shape?.noCount !== true) add(count, value.count);
  }
  if (series.startTimestamp !== undefined) {
    const stem = type === 'counter' ? name.replace(/_total$/, '') : name;
    const text = sampleText(`${stem}_created`, series.labels);
    const key = sampleKey(`${stem}_created`, series.labels);
    const { startTimestamp } = series;
    samples.push({
      name: `${stem}_created`,
      labels: series.labels,
      text,
      key,
      value: startTimestamp,
      timestamp: undefined,
      exemplar: undefined,
      isStart: true,
      series,
      row,
    });
  }
  return samples;
}
