import type { Collector } from '@telltale/model';
import { Gauge } from '@telltale/metrics';

export interface ConfigState {
  readonly version: number;
  readonly reloadedAt: Date;
}

/**
 * Metrics from an outside source: a file, a database, a configuration service. `read` is asked at each scrape and is
 * given a signal that aborts at the scrape's deadline; pass it on to whatever does the waiting.
 */
export function configCollector(read: (signal: AbortSignal) => Promise<ConfigState>): Collector {
  const version = new Gauge({
    name: 'config_version',
    help: 'Version of the configuration in use.',
  });
  const lastReload = new Gauge({
    name: 'config_last_reload_timestamp',
    help: 'When the configuration was last reloaded: Unix time in seconds.',
  });
  return {
    name: 'config',
    async collect(buf, { signal }) {
      // No try and catch: when the source fails, the registry leaves these metrics out, says so, and serves the rest.
      const state = await read(signal);
      version.set(state.version);
      lastReload.set(state.reloadedAt.getTime() / 1000);
      buf.push(version, lastReload);
    },
  };
}
