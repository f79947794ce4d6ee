import type { Client, PageFormat } from '../contender.ts';

interface Configuration {
  name: string;
  help: string;
  registers: unknown[];
  labelNames?: readonly string[];
  collect?: () => Promise<void>;
}

interface PromCounter {
  inc(first?: unknown): void;
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
    async scrape(format) {
      show(format);
      return registry.metrics();
    },
  };
}
