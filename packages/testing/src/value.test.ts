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
});
