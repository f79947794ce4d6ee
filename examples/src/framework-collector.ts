import type { Collector } from '@telltale/model';
import { Counter, Gauge } from '@telltale/metrics';

/** What a framework tells about itself, its byte count a total since it started. */
export interface FrameworkStats {
  readonly workerBacklog: number;
  readonly tcpConnections: number;
  readonly sentBytes: number;
}

/** A framework that counts for itself: its totals are followed, not added. */
export function frameworkCollector(readStats: () => FrameworkStats): Collector {
  const backlog = new Gauge({
    name: 'silly_worker_backlog',
    help: "Messages waiting in the worker's queue.",
  });
  const connections = new Gauge({
    name: 'silly_tcp_connections',
    help: 'Open TCP connections.',
  });
  const sentBytes = new Counter({
    name: 'silly_network_sent_bytes_total',
    help: 'Bytes sent over the network.',
    unit: 'bytes',
  });
  return {
    name: 'silly',
    collect(buf) {
      const stats = readStats();
      backlog.set(stats.workerBacklog);
      connections.set(stats.tcpConnections);
      // A total lower than the last one means that the framework was restarted; the counter goes on from where it was.
      sentBytes.advanceTo(stats.sentBytes);
      buf.push(backlog, connections, sentBytes);
    },
  };
}
