import { expect, test } from 'vitest';
import { frameworkCollector } from './framework-collector.ts';
import { pageOf } from './page-of.ts';

test('the page shows what the framework tells about itself', async () => {
  const stats = { workerBacklog: 3, tcpConnections: 42, sentBytes: 10_000 };

  expect(await pageOf(frameworkCollector(() => stats))).toBe(`\
# HELP silly_network_sent_bytes_total Bytes sent over the network.
# TYPE silly_network_sent_bytes_total counter
silly_network_sent_bytes_total 10000
# HELP silly_tcp_connections Open TCP connections.
# TYPE silly_tcp_connections gauge
silly_tcp_connections 42
# HELP silly_worker_backlog Messages waiting in the worker's queue.
# TYPE silly_worker_backlog gauge
silly_worker_backlog 3
`);
});

test('the counter goes up by what the total has grown by, and never down', async () => {
  let sentBytes = 10_000;
  const collector = frameworkCollector(() => ({ workerBacklog: 0, tcpConnections: 0, sentBytes }));
  await pageOf(collector);

  sentBytes = 25_000;
  expect(await pageOf(collector)).toContain('silly_network_sent_bytes_total 25000\n');
  sentBytes = 25_000;
  expect(await pageOf(collector)).toContain('silly_network_sent_bytes_total 25000\n');
  // The framework was restarted and has sent 400 bytes since.
  sentBytes = 400;
  expect(await pageOf(collector)).toContain('silly_network_sent_bytes_total 25400\n');
});
