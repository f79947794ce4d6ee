import type { IncomingMessage, ServerResponse } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { notOffered, type Client, type Contender } from '../contender.ts';

function client(): Client {
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('peers');

  return {
    counter(name) {
      const counter = meter.createCounter(name);
      return {
        inc: (by = 1) => counter.add(by as number),
        incWith: (labels) => counter.add(1, labels),
      };
    },
    gauge(name, value) {
      meter.createGauge(name).record(value);
    },
    gaugeAtScrape(name, collect) {
      meter.createObservableGauge(name).addCallback(async (result) => {
        result.observe(await collect());
      });
    },
    histogram(name, buckets) {
      const histogram = meter.createHistogram(name, {
        advice: { explicitBucketBoundaries: [...buckets] },
      });
      return {
        observe: (value) => histogram.record(value),
        reset: () => notOffered('histogram that can be reset'),
      };
    },
    emptySummary: () => notOffered('summary'),
    counterWithExemplars: () => notOffered('exemplar in the exporter'),
    histogramWithExemplars: () => notOffered('exemplar in the exporter'),
    handleWithExemplars: () => notOffered('handle'),
    async scrape(format) {
      if (format === 'openmetrics') notOffered('OpenMetrics in the exporter');
      // All that its handler uses of a request and a response.
      const request: unknown = {};
      return new Promise((resolve) => {
        const response: unknown = { setHeader: () => undefined, end: resolve };
        exporter.getMetricsRequestHandler(request as IncomingMessage, response as ServerResponse);
      });
    },
  };
}

export const openTelemetry: Contender = { name: '@opentelemetry/exporter-prometheus', client };
