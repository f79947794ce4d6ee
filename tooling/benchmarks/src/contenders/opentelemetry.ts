import type { IncomingMessage, ServerResponse } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Client, Contender } from '../contender.ts';

/** As many series as any case makes; the default of 2,000 would make one series of all others. */
const aggregationCardinalityLimit = 2_000_000;

function client(): Client {
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const views = [{ instrumentName: '*', aggregationCardinalityLimit }];
  const meter = new MeterProvider({ readers: [exporter], views }).getMeter('benchmarks');
  const described = { description: 'What is measured.' };

  return {
    formats: ['text'],
    counter(name) {
      const counter = meter.createCounter(name, described);
      return { inc: (by = 1) => counter.add(by) };
    },
    labelledCounter({ name }) {
      const counter = meter.createCounter(name, described);
      return {
        inc: (labels, by = 1) => counter.add(by, labels),
        // There are no handles; the most that an application can keep is the object of attributes.
        labels: (labels) => ({ inc: (by = 1) => counter.add(by, labels) }),
      };
    },
    labelledHistogram({ name, buckets }) {
      const advice = { explicitBucketBoundaries: [...buckets] };
      const histogram = meter.createHistogram(name, { ...described, advice });
      return {
        observe: (labels, value) => histogram.record(value, labels),
        labels: (labels) => ({ observe: (value) => histogram.record(value, labels) }),
      };
    },
    async page() {
      // All that its handler uses of a request and a response.
      const request: unknown = {};
      const text = await new Promise<string>((resolve) => {
        const response: unknown = { setHeader: () => undefined, end: resolve };
        exporter.getMetricsRequestHandler(request as IncomingMessage, response as ServerResponse);
      });
      return Buffer.from(text);
    },
  };
}

export const contender: Contender = { client };
