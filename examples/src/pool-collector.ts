import type { Collector } from '@telltale/model';
import { Gauge } from '@telltale/metrics';

export interface ConnectionPool {
  readonly name: string;
  readonly active: number;
  readonly idle: number;
}

/** Connections by pool and state. Pools may come and go: pass the live list. */
export function poolCollector(pools: Iterable<ConnectionPool>): Collector {
  const connections = new Gauge({
    name: 'pool_connections',
    help: 'Connections in the pool, by state.',
    labelNames: ['pool_name', 'state'],
  });
  return {
    name: 'pools',
    collect(buf) {
      // A pool that was closed since the last scrape leaves no series behind.
      connections.clear();
      for (const { name, active, idle } of pools) {
        connections.set({ pool_name: name, state: 'active' }, active);
        connections.set({ pool_name: name, state: 'idle' }, idle);
      }
      buf.push(connections);
    },
  };
}
