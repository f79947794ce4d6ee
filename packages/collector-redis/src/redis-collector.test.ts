import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { describe, expect, it } from 'vitest';
import { redisCollector, type RedisCollectorOptions } from './redis-collector.ts';
import { redisSource } from './redis-source.ts';

expect.extend(metricMatchers);

const options: RedisCollectorOptions = {
  name: 'queues',
  source: { port: 1 },
  query: { command: ['LLEN', 'jobs'] },
  metrics: [{ type: 'gauge', name: 'jobs', help: 'Jobs.', values: ['value'] }],
  onError: 'nan',
};

collectorSuite({
  name: 'redisCollector without its server',
  create: () => redisCollector(options),
});

describe('redisCollector', () => {
  it('shows what onError says when there is no server', async () => {
    await expect(redisCollector(options)).toHaveMetricValue('jobs', NaN);
  });

  it.each([
    [{ query: { command: ['DEL', 'jobs'] } }, 'DEL is none of the commands'],
    [
      { query: { command: ['TS.GET', 'k'] }, source: redisSource({ allowCommands: ['TS.ADD'] }) },
      'TS.GET is none of the commands',
    ],
    [{ source: { port: -1 } }, 'port is -1, expected a whole number'],
    [{ metrics: [] }, 'queues: metrics has to be an array of at least one metric.'],
  ])('refuses %j', (change, message) => {
    expect(() => redisCollector({ ...options, ...change })).toThrow(message);
  });
});
