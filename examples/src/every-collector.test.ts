// What holds for every collector that is worth copying.
import { Gauge } from '@telltale/metrics';
import type { Collector, Metric } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, test } from 'vitest';
import { appStatsCollector } from './app-stats-collector.ts';
import { cacheCollector } from './cache-collector.ts';
import { configCollector } from './config-collector.ts';
import { frameworkCollector } from './framework-collector.ts';
import { gameCollector } from './game-server.ts';
import { poolCollector } from './pool-collector.ts';
import { queueCollector } from './queue-collector.ts';
import { uptimeCollector } from './uptime-collector.ts';

const collectors: readonly Collector[] = [
  uptimeCollector(),
  appStatsCollector({ activeUsers: 1, totalRequests: 2, queueSize: 3 }),
  poolCollector([{ name: 'mysql', active: 1, idle: 2 }]),
  cacheCollector({ entries: 1, hits: 2, misses: 3 }),
  queueCollector([{ priority: 'high', size: 1, oldestSince: 0 }]),
  configCollector(() => Promise.resolve({ version: 1, reloadedAt: new Date(0) })),
  frameworkCollector(() => ({ workerBacklog: 1, tcpConnections: 2, sentBytes: 3 })),
  gameCollector({ onlinePlayers: 1, activeBattles: 2 }),
];

const context = { signal: new AbortController().signal };

describe.each(collectors)('the collector $name', (collector) => {
  test('makes its metrics once and gives the same ones at each scrape', async () => {
    const [first, second]: [Metric[], Metric[]] = [[], []];
    await collector.collect(first, context);
    await collector.collect(second, context);

    expect(first.length).toBeGreaterThan(0);
    expect(second.length).toBe(first.length);
    expect(second.every((metric, index) => metric === first[index])).toBe(true);
  });

  test('appends to the buffer and leaves alone what is in it', async () => {
    const before = new Gauge({ name: 'before', help: 'Was there before.' });
    const buf: Metric[] = [before];
    await collector.collect(buf, context);

    expect(buf[0]).toBe(before);
    expect(buf.filter((metric) => metric === before)).toHaveLength(1);
    expect(buf.length).toBeGreaterThan(1);
  });

  test('may be registered twice, which does nothing', async () => {
    const registry = new Registry({ onProblem: 'fail' });
    registry.register(collector);
    registry.register(collector);

    expect(registry.collectors()).toEqual([collector]);
    await expect(registry.gather()).resolves.not.toHaveLength(0);
  });
});

test('all of them fit into one registry', async () => {
  const registry = new Registry({ onProblem: 'fail', collectorMetrics: false });
  registry.register(...collectors);

  const families = await registry.gather();

  expect(families.map((family) => family.name)).toEqual([
    'app_active_users',
    'app_queue_size',
    'app_total_requests',
    'app_uptime_seconds',
    'cache_entries',
    'cache_hit_ratio',
    'cache_hits_total',
    'cache_misses_total',
    'config_last_reload_timestamp',
    'config_version',
    'game_active_battles',
    'game_online_players',
    'pool_connections',
    'queue_oldest_task_seconds',
    'queue_size',
    'silly_network_sent_bytes_total',
    'silly_tcp_connections',
    'silly_worker_backlog',
  ]);
});
