// A program for tests: serves the host collector, with the options that are its argument as JSON, and prints where.
import { hostCollector, type HostCollectorOptions } from '@telltale/collector-host';
import { startServer } from '@telltale/http';
import { Registry } from '@telltale/registry';

const [, , options = '{}'] = process.argv;
// node_exporter shows nothing of itself either, where it is asked not to.
const registry = new Registry({ collectorMetrics: false });
registry.register(hostCollector(JSON.parse(options) as HostCollectorOptions));
const server = await startServer({ gatherer: registry, port: 0, host: '127.0.0.1' });
console.log(`serving ${server.url}`);
