import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { expect, test } from 'vitest';
import { configCollector, type ConfigState } from './config-collector.ts';
import { pageOf } from './page-of.ts';
import { uptimeCollector } from './uptime-collector.ts';

test('the page shows what the outside source says', async () => {
  const read = () =>
    Promise.resolve({ version: 123, reloadedAt: new Date('2026-01-02T03:04:05.500Z') });

  expect(await pageOf(configCollector(read))).toBe(`\
# HELP config_last_reload_timestamp When the configuration was last reloaded: Unix time in seconds.
# TYPE config_last_reload_timestamp gauge
config_last_reload_timestamp 1767323045.5
# HELP config_version Version of the configuration in use.
# TYPE config_version gauge
config_version 123
`);
});

test('a source that fails costs only its own metrics, and the page says which one it was', async () => {
  const registry = new Registry();
  registry.register(
    configCollector(() => Promise.reject(new Error('connection refused'))),
    uptimeCollector(() => 0),
  );

  const page = encodeText(await registry.gather());

  expect(page).toContain('app_uptime_seconds 0\n');
  expect(page).not.toMatch(/^config_/m);
  expect(page).toContain('exporter_collector_success{collector="config"} 0\n');
  expect(page).toContain('exporter_collector_success{collector="uptime"} 1\n');
  expect(page).toContain('exporter_collection_errors_total{collector="config",cause="error"} 1\n');
});

test('a source that does not answer is told at the deadline that nobody waits any more', async () => {
  let told: AbortSignal | undefined;
  const read = (signal: AbortSignal): Promise<ConfigState> => {
    told = signal;
    return new Promise(() => {});
  };
  const registry = new Registry({ collectorMetrics: false, timeoutMs: 200 });
  registry.register(
    configCollector(read),
    uptimeCollector(() => 0),
  );

  const families = await registry.gather();

  expect(families.map((family) => family.name)).toEqual(['app_uptime_seconds']);
  expect(told?.aborted).toBe(true);
});
