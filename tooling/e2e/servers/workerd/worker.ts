import { fetchHandler } from '@telltale/http/fetch';
import { Counter, Histogram } from '@telltale/metrics';
import { Registry } from '@telltale/registry';

// A worker as Cloudflare runs it: all is made before the first request, and no module of Node.js is there.

const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.', labelNames: ['queue'] });
const sizes = new Histogram({ name: 'size_bytes', help: 'Sizes.', unit: 'bytes', native: {} });
const registry = new Registry();
registry.register(jobs, sizes, {
  name: 'late',
  async collect(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 20));
  },
});
for (let queue = 0; queue < 2000; queue++) jobs.inc({ queue: `queue ${queue}` }, queue);
sizes.observe(3);

const handler = fetchHandler(registry);

export default {
  fetch: (request: Request): Promise<Response> => handler(request),
};
