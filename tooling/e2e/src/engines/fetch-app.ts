import { fetchHandler } from '@telltale/http/fetch';
import { Counter, Histogram } from '@telltale/metrics';
import { Registry } from '@telltale/registry';

// The packages that need nothing of Node.js, behind the server of the engine. It prints what clients get, as JSON.

type Handler = (request: Request) => Promise<Response>;

interface Engines {
  readonly Bun?: {
    serve(options: { port: number; fetch: Handler }): { readonly port: number };
  };
  readonly Deno?: {
    serve(
      options: { port: number },
      handler: Handler,
    ): { readonly addr: { readonly port: number } };
  };
}

const registry = new Registry();
const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.', labelNames: ['queue'] });
const sizes = new Histogram({ name: 'size_bytes', help: 'Sizes.', unit: 'bytes', native: {} });
for (let queue = 0; queue < 1000; queue++) jobs.inc({ queue: `queue ${queue}` }, queue);
sizes.observe(3);
registry.register(jobs, sizes);

const { Bun, Deno } = globalThis as Engines;
const handler = fetchHandler(registry);
const port =
  Bun?.serve({ port: 0, fetch: handler }).port ?? Deno?.serve({ port: 0 }, handler).addr.port;

const answers: unknown[] = [];
for (const accept of [
  'text/plain',
  'application/openmetrics-text; version=1.0.0',
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
]) {
  for (const encoding of ['identity', 'gzip']) {
    const headers = { accept, 'accept-encoding': encoding };
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
    answers.push({
      accept,
      encoding,
      status: response.status,
      contentType: response.headers.get('content-type'),
      page: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }
}
process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit(0));
