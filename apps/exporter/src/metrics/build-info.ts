import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';

/** Which version runs, and on what. */
export function buildInfo(version: string): Collector {
  const { version: node, platform, arch } = process;
  const gauge = new Gauge({
    name: 'exporter_build_info',
    help: 'Version of the exporter and what it runs on; always 1.',
    labelNames: ['version', 'node', 'platform', 'arch'],
  });
  gauge.set({ version, node, platform, arch }, 1);
  return gauge;
}
