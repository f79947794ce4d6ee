import type { Metric } from '@telltale/model';
import { collectorSuite } from '@telltale/testing/vitest';
import { hostCollector } from './host-collector.ts';

// The names are node_exporter's, which spells some of them as the kernel does.
const metrics: Metric[] = [];
await hostCollector().collect(metrics, { signal: new AbortController().signal });
const allowedLint: Record<string, string[]> = {};
for (const { name } of metrics) {
  if (/[A-Z]/.test(name)) allowedLint[name] = ['snake-case'];
  if (name.endsWith('_bits')) allowedLint[name] = ['base-unit'];
}

collectorSuite({ name: 'hostCollector', create: () => hostCollector(), allowedLint });
collectorSuite({
  name: 'hostCollector without its sources',
  create: () =>
    hostCollector({ procRoot: '/nonexistent', sysRoot: '/nonexistent', rootfs: '/nonexistent' }),
});
