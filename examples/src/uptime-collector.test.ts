import { Registry } from '@telltale/registry';
import { encodeText } from '@telltale/exposition';
import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';
import { uptimeCollector } from './uptime-collector.ts';

test('the page shows the seconds since the collector was made', async () => {
  let now = 1_000;
  const collector = uptimeCollector(() => now);
  now = 62_500;

  expect(await pageOf(collector)).toBe(`\
# HELP app_uptime_seconds Time since the application started.
# TYPE app_uptime_seconds gauge
app_uptime_seconds 61.5
`);
});

test('each scrape reads the clock anew', async () => {
  let now = 0;
  const registry = new Registry({ collectorMetrics: false });
  registry.register(uptimeCollector(() => now));

  now = 1_000;
  expect(encodeText(await registry.gather())).toContain('app_uptime_seconds 1\n');
  now = 2_000;
  expect(encodeText(await registry.gather())).toContain('app_uptime_seconds 2\n');
});
