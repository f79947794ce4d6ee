import type { Client, LabelsGiven, PageFormat } from '../contender.ts';

interface Configuration {
  name: string;
  help: string;
  registers: unknown[];
  labelNames?: readonly string[];
  enableExemplars?: boolean;
  collect?: () => Promise<void>;
}

interface PromCounter {
  inc(first?: unknown): void;
  labels(labels: LabelsGiven): { inc(by: unknown): void };
}

interface PromHistogram {
  observe(value: unknown): void;
  reset(): void;
}

/**
 * What `prom-client` and the clients that descend from it have in common, without the types of values: scenarios give
 * what those refuse, and each of the clients declares them a little differently.
 */
export interface PromClient {
  Registry: new () => {
    metrics(): Promise<string>;
    setContentType(contentType: string): void;
  };
  Counter: new (configuration: Configuration) => PromCounter;
  Gauge: new (configuration: Configuration) => { set(value: number): void };
  Histogram: new (configuration: Configuration & { buckets: readonly number[] }) => PromHistogram;
  Summary: new (configuration: Configuration & { percentiles: readonly number[] }) => unknown;
  prometheusContentType: string;
  openMetricsContentType: string;
}

/** A client of one of them. They have no handler: the scrape is what a user's handler awaits. */
export function clientOf(library: PromClient): Client {
  const registry = new library.Registry();
  const described = (name: string) => ({ name, help: 'Help.', registers: [registry] });
  const show = (format: PageFormat) => {
    registry.setContentType(
      format === 'text' ? library.prometheusContentType : library.openMetricsContentType,
    );
  };
  /** Exemplars are for registries that write OpenMetrics at the moment when the metric is made. */
  const withExemplars = (name: string) => {
    show('openmetrics');
    return { ...described(name), enableExemplars: true };
  };

  return {
    counter(name, labelNames = []) {
      const counter = new library.Counter({ ...described(name), labelNames });
      return {
        inc: (by) => counter.inc(by),
        incWith: (labels) => counter.inc(labels),
      };
    },
    gauge(name, value) {
      new library.Gauge(described(name)).set(value);
    },
    gaugeAtScrape(name, collect) {
      const gauge = new library.Gauge({
        ...described(name),
        async collect() {
          gauge.set(await collect());
        },
      });
    },
    histogram: (name, buckets) => new library.Histogram({ ...described(name), buckets }),
    emptySummary(name, quantile) {
      new library.Summary({ ...described(name), percentiles: [quantile] });
    },
    counterWithExemplars(name) {
      const counter = new library.Counter(withExemplars(name));
      return { record: (value, exemplarLabels) => counter.inc({ value, exemplarLabels }) };
    },
    histogramWithExemplars(name, buckets) {
      const histogram = new library.Histogram({ ...withExemplars(name), buckets });
      return { record: (value, exemplarLabels) => histogram.observe({ value, exemplarLabels }) };
    },
    handleWithExemplars(name, labels) {
      const labelNames = Object.keys(labels);
      const counter = new library.Counter({ ...withExemplars(name), labelNames });
      const handle = counter.labels(labels);
      return { inc: (value, exemplarLabels) => handle.inc({ value, exemplarLabels }) };
    },
    async scrape(format) {
      show(format);
      return registry.metrics();
    },
  };
}
