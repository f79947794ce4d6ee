import { fetchHandler } from '@telltale/http';
import { Counter, Gauge, Histogram, Summary } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import type { Client, Contender } from '../contender.ts';

const accepted = {
  text: 'text/plain; version=0.0.4',
  openmetrics: 'application/openmetrics-text; version=1.0.0',
};

function client(): Client {
  const registry = new Registry({ timeoutMs: 100 });
  const answer = fetchHandler(registry);
  const help = 'Help.';

  return {
    counter(name, labelNames = []) {
      const counter = new Counter({ name, help, labelNames });
      registry.register(counter);
      return {
        inc: (by) => (counter as unknown as Counter).inc(by as number),
        incWith: (labels) => counter.inc(labels as Record<string, string>),
      };
    },
    gauge(name, value) {
      const gauge = new Gauge({ name, help });
      gauge.set(value);
      registry.register(gauge);
    },
    gaugeAtScrape(name, collect) {
      const gauge = new Gauge({ name, help });
      registry.register({
        name,
        async collect(buf) {
          gauge.set(await collect());
          buf.push(gauge);
        },
      });
    },
    histogram(name, buckets) {
      const histogram = new Histogram({ name, help, buckets });
      registry.register(histogram);
      return histogram;
    },
    emptySummary(name, quantile) {
      registry.register(new Summary({ name, help, quantiles: [quantile] }));
    },
    counterWithExemplars(name) {
      const counter = new Counter({ name, help });
      registry.register(counter);
      return { record: (amount, exemplar) => counter.inc(amount, { exemplar }) };
    },
    histogramWithExemplars(name, buckets) {
      const histogram = new Histogram({ name, help, buckets });
      registry.register(histogram);
      return { record: (amount, exemplar) => histogram.observe(amount, { exemplar }) };
    },
    handleWithExemplars(name, labels) {
      const counter = new Counter({ name, help, labelNames: Object.keys(labels) });
      registry.register(counter);
      const handle = counter.labels(labels);
      return { inc: (amount, exemplar) => handle.inc(amount, { exemplar }) };
    },
    async scrape(format) {
      const headers = { accept: accepted[format] };
      const response = await answer(new Request('http://localhost/metrics', { headers }));
      const page = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${page}`);
      return page;
    },
  };
}

export const telltale: Contender = { name: 'telltale', client };
