import type { Client, DefaultMetrics, LabelledCounter, LabelledHistogram } from '../contender.ts';

interface Configuration {
  readonly name: string;
  readonly help: string;
  readonly registers: unknown[];
  readonly labelNames?: readonly string[];
}

interface SummaryConfiguration extends Configuration {
  readonly percentiles: readonly number[];
  readonly maxAgeSeconds: number;
  readonly ageBuckets: number;
}

/** What `prom-client` and the clients that descend from it have in common; each declares it a little differently. */
export interface PromClient {
  readonly Registry: new () => {
    metrics(): Promise<string>;
    setContentType(contentType: string): void;
  };
  readonly Counter: new (configuration: Configuration) => LabelledCounter & {
    inc(by?: number): void;
  };
  readonly Histogram: new (
    configuration: Configuration & { buckets: readonly number[] },
  ) => LabelledHistogram;
  readonly Summary: new (configuration: SummaryConfiguration) => LabelledHistogram;
  readonly collectDefaultMetrics: (configuration: { register: unknown }) => void;
  readonly prometheusContentType: string;
  readonly openMetricsContentType: string;
}

export function clientOf(library: PromClient): Client {
  const registry = new library.Registry();
  const registers = [registry];
  const help = 'What is measured.';
  return {
    formats: ['text', 'openmetrics'],
    counter: (name) => new library.Counter({ name, help, registers }),
    labelledCounter: ({ name, labelNames }) =>
      new library.Counter({ name, help, registers, labelNames }),
    labelledHistogram: ({ name, labelNames, buckets }) =>
      new library.Histogram({ name, help, registers, labelNames, buckets }),
    labelledSummary: ({ name, labelNames, quantiles }) =>
      new library.Summary({
        name,
        help,
        registers,
        labelNames,
        percentiles: quantiles,
        maxAgeSeconds: 600,
        ageBuckets: 5,
      }),
    async page(format) {
      registry.setContentType(
        format === 'text' ? library.prometheusContentType : library.openMetricsContentType,
      );
      // Bytes are what goes on the wire.
      return Buffer.from(await registry.metrics());
    },
  };
}

export function defaultMetricsOf(library: PromClient): DefaultMetrics {
  const registry = new library.Registry();
  library.collectDefaultMetrics({ register: registry });
  return { page: async () => Buffer.from(await registry.metrics()) };
}
