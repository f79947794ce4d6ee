import { Counter, Gauge, Histogram } from '@telltale/metrics';
import { MetricError, type Metric } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { checkLogMetric } from './check-log-metric.ts';
import type { LogMetric } from './log-metric-options.ts';
import { compilePattern, type Groups, type LogPattern } from './log-pattern.ts';

/** What a line did. */
export type LineOutcome = 'matched' | 'unmatched' | 'invalid value';

interface Rule {
  readonly name: string;
  /** Where the patterns of the metric stand among all patterns. */
  readonly patterns: readonly number[];
  /** Writes the line; the reason when it cannot. */
  readonly write: (groups: Groups) => string | undefined;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Metrics that are written from lines of text. A pattern that several of them have is looked for once a line. */
export class LogMetrics {
  readonly metrics: readonly Metric[];
  readonly #patterns: LogPattern[] = [];
  readonly #rules: Rule[] = [];
  readonly #onInvalid: (metric: string, reason: string) => void;

  /**
   * @throws INVALID_OPTION, INVALID_NAME, INVALID_LABEL_NAME or DUPLICATE_METRIC for what a metric cannot be made of
   */
  constructor(given: readonly LogMetric[], onInvalid: (metric: string, reason: string) => void) {
    this.#onInvalid = onInvalid;
    const metrics: Metric[] = [];
    const indexes = new Map<string, number>();
    for (const [index, options] of given.entries()) {
      checkLogMetric(`metrics[${index}]`, options);
      if (metrics.some(({ name }) => name === options.name)) {
        throw new MetricError(
          'DUPLICATE_METRIC',
          `logfileCollector: metrics has ${options.name} twice. Give one metric several patterns instead.`,
          { metric: options.name },
        );
      }
      const patterns = this.#compilePatterns(options, indexes);
      const { metric, write } = instrumentOf(options);
      metrics.push(metric);
      this.#rules.push({ name: options.name, patterns, write });
    }
    this.metrics = metrics;
  }

  /** Writes a line to the metrics whose patterns it matches. */
  write(line: string): LineOutcome {
    const found: (Groups | null | undefined)[] = [];
    const search = (index: number): Groups | null =>
      (found[index] ??= this.#patterns[index]?.find(line) ?? null);
    let outcome: LineOutcome = 'unmatched';
    for (const { name, patterns, write } of this.#rules) {
      for (const index of patterns) {
        const groups = search(index);
        if (groups === null) continue;
        if (outcome === 'unmatched') outcome = 'matched';
        const reason = write(groups);
        if (reason !== undefined) {
          outcome = 'invalid value';
          this.#onInvalid(name, reason);
        }
        break;
      }
    }
    return outcome;
  }

  #compilePatterns(options: LogMetric, indexes: Map<string, number>): number[] {
    const given: readonly unknown[] = Array.isArray(options.pattern)
      ? options.pattern
      : [options.pattern];
    if (given.length === 0) throw invalid(options, 'pattern has to be at least one.');
    return given.map((each) => {
      const pattern = compilePattern(`pattern of ${options.name}`, each);
      for (const group of [...Object.values(labelGroups(options)), options.value]) {
        if (group === undefined || pattern.groups.has(group)) continue;
        const known = [...pattern.groups].join(', ') || 'none';
        throw invalid(options, `pattern ${pattern.source} has no group ${group}; it has ${known}.`);
      }
      const index = indexes.get(pattern.source) ?? this.#patterns.push(pattern) - 1;
      indexes.set(pattern.source, index);
      return index;
    });
  }
}

function labelGroups({ labels = [] }: LogMetric): Readonly<Record<string, string>> {
  if (!Array.isArray(labels)) return labels as Readonly<Record<string, string>>;
  return Object.fromEntries((labels as readonly string[]).map((name) => [name, name]));
}

function instrumentOf(options: LogMetric): { metric: Metric; write: Rule['write'] } {
  const { name, help, unit, maxSeries, idleTimeout, staticLabels = {}, scale = 1 } = options;
  const byGroup = Object.entries(labelGroups(options));
  const labelNames = [...byGroup.map(([label]) => label), ...Object.keys(staticLabels)];
  const fixed = Object.values(staticLabels);
  const valuesOf = (groups: Groups): string[] => [
    ...byGroup.map(([, group]) => groups(group) ?? ''),
    ...fixed,
  ];
  const common = { name, help, unit, maxSeries, idleTimeout, labelNames };
  if (options.type === 'counter') {
    const counter = new Counter<readonly string[]>(common);
    const { value } = options;
    return {
      metric: counter,
      write: (groups) => {
        if (value === undefined) counter.labels(...valuesOf(groups)).inc(scale);
        else {
          const by = numberOf(groups, value, scale);
          if (typeof by === 'string') return by;
          if (by < 0) return `${value} is ${by}, and a counter only grows`;
          counter.labels(...valuesOf(groups)).inc(by);
        }
        return undefined;
      },
    };
  }
  const observed =
    options.type === 'gauge'
      ? new Gauge<readonly string[]>(common)
      : new Histogram<readonly string[]>({ ...common, buckets: options.buckets });
  return {
    metric: observed,
    write: (groups) => {
      const value = numberOf(groups, options.value, scale);
      if (typeof value === 'string') return value;
      if (observed instanceof Gauge) observed.labels(...valuesOf(groups)).set(value);
      else observed.labels(...valuesOf(groups)).observe(value);
      return undefined;
    },
  };
}

/** The number that a group has, or what is wrong with it. */
function numberOf(groups: Groups, group: string, scale: number): number | string {
  const text = groups(group);
  if (text === undefined) return `${group} took no part in the match`;
  if (!decimal.test(text)) return `${group} is ${describeValue(text)}, expected a decimal number`;
  const value = Number(text) * scale;
  return Number.isFinite(value) ? value : `${group} is too large: ${text}`;
}

function invalid({ name }: LogMetric, message: string): MetricError {
  return new MetricError('INVALID_OPTION', `logfileCollector: ${name}: ${message}`, {
    metric: name,
  });
}
