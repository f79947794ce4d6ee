import { constantFamily, type Metric } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { value } from './value.ts';

const registry = new Registry();
registry.register({
  name: 'shop',
  collect(buf: Metric[]) {
    buf.push(
      constantFamily({
        name: 'requests_total',
        help: 'R.',
        type: 'counter',
        labelNames: ['method', 'status'],
        series: [
          { labels: { method: 'GET', status: 200 }, value: 5, startTimestamp: 12 },
          { labels: { method: 'POST', status: 201 }, value: 2, startTimestamp: 34 },
        ],
      }),
      constantFamily({
        name: 'duration_seconds',
        help: 'D.',
        type: 'histogram',
        series: [{ value: { count: 4, sum: 7.5, buckets: [{ upperBound: 0.5, count: 1 }] } }],
      }),
      constantFamily({
        name: 'build',
        help: 'B.',
        type: 'info',
        labelNames: ['version'],
        series: [{ labels: { version: '1' }, value: 1 }],
      }),
      constantFamily({ name: 'app_info', help: 'A.', type: 'info', series: [{ value: 1 }] }),
    );
  },
});

describe('value', () => {
  it('reads a sample by name and labels, in any order, numbers and booleans as strings', async () => {
    expect(await value(registry, 'requests_total', { method: 'GET', status: '200' })).toBe(5);
    expect(await value(registry, 'requests_total', { status: 201, method: 'POST' })).toBe(2);
  });

  it('reads the parts of a histogram, infos and start timestamps by the name that a page has', async () => {
    expect(await value(registry, 'duration_seconds_count')).toBe(4);
    expect(await value(registry, 'duration_seconds_sum')).toBe(7.5);
    expect(await value(registry, 'duration_seconds_bucket', { le: 0.5 })).toBe(1);
    expect(await value(registry, 'duration_seconds_bucket', { le: '+Inf' })).toBe(4);
    expect(await value(registry, 'duration_seconds_bucket', { le: Infinity })).toBe(4);
    expect(await value(registry, 'build_info', { version: 1 })).toBe(1);
    expect(await value(registry, 'app_info')).toBe(1);
    expect(await value(registry, 'requests_created', { method: 'POST', status: 201 })).toBe(34);
  });

  it('says which samples there are where it finds none', async () => {
    await expect(value(registry, 'requests_total', { method: 'PUT' })).rejects.toThrow(
      new ExpositionMismatch([
        'requests_total{method="PUT"} is missing; there are ' +
          'requests_total{method="GET",status="200"} 5, requests_total{method="POST",status="201"} 2',
      ]),
    );
    await expect(value(registry, 'up')).rejects.toThrow(
      new ExpositionMismatch(['up is missing; there is no sample of that name']),
    );
  });

  it('reads a quantile of a summary', async () => {
    const page = '# TYPE rtt summary\nrtt{quantile="0.5"} 3\nrtt_sum 7\nrtt_count 2\n';
    expect(await value(page, 'rtt', { quantile: 0.5 })).toBe(3);
    expect(await value(page, 'rtt_sum')).toBe(7);
  });

  it('says which names are alike, and that a metric has no series', async () => {
    await expect(value(registry, 'duration_secs_count')).rejects.toThrow(
      'there is no sample of that name; did you mean duration_seconds_count',
    );
    const empty = constantFamily({ name: 'jobs_total', help: 'J.', type: 'counter', series: [] });
    await expect(value([empty], 'jobs_total')).rejects.toThrow(
      'the metric jobs_total has no series',
    );
  });

  it('shows those samples first that agree in most labels, and ten at most', async () => {
    const series = Array.from({ length: 12 }, (_, at) => ({
      labels: { queue: at === 11 ? 'mail' : 'print', host: `h${at}` },
      value: at,
    }));
    const labelNames = ['queue', 'host'] as const;
    const jobs = constantFamily({ name: 'jobs', help: 'J.', type: 'gauge', labelNames, series });
    await expect(value([jobs], 'jobs', { queue: 'mail', host: 'x' })).rejects.toThrow(
      /; there are jobs\{queue="mail",host="h11"\} 11, jobs\{queue="print",host="h0"\} 0, .*, jobs\{queue="print",host="h8"\} 8, … and 2 more$/,
    );
  });

  it('says which collector failed, where something is missing', async () => {
    const failing = new Registry();
    failing.register({ name: 'stock', collect: () => Promise.reject(new Error('no stock')) });
    await expect(value(failing, 'stock_items')).rejects.toThrow('(the collector stock failed)');
  });
});
