import { negotiate } from '@telltale/exposition';
import { value } from '@telltale/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Collector, MetricsServer } from './index.ts';

let facade: typeof import('./index.ts');

beforeEach(async () => {
  vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'process,runtime,allocator');
  vi.resetModules();
  facade = await import('./index.ts');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A collector of one gauge, made once and set at each scrape. */
function tasks(value: () => number): Collector {
  const gauge = new facade.Gauge({ name: 'active_tasks', help: 'Active tasks.' });
  return {
    name: 'tasks',
    collect(buf) {
      gauge.set(value());
      buf.push(gauge);
    },
  };
}

describe('counter, gauge, histogram, summary', () => {
  it('are made and registered in the default registry', async () => {
    const jobs = facade.counter('jobs_total', 'Jobs done.', ['queue']);
    const depth = facade.gauge('queue_depth', 'Jobs waiting.');
    const duration = facade.histogram('job_seconds', 'Duration.', undefined, [0.1, 1]);
    jobs.inc({ queue: 'mail' }, 2);
    depth.set(7);
    duration.observe(0.5);
    const size = facade.summary('size_bytes', 'Sizes.', ['kind'], { quantiles: [1] });
    size.observe({ kind: 'a' }, Infinity, { count: 2 });
    expect(facade.registry().collectors()).toEqual([jobs, depth, duration, size]);
    expect(await facade.gather()).toBe(`# HELP job_seconds Duration.
# TYPE job_seconds histogram
job_seconds_bucket{le="0.1"} 0
job_seconds_bucket{le="1"} 1
job_seconds_bucket{le="+Inf"} 1
job_seconds_sum 0.5
job_seconds_count 1
# HELP jobs_total Jobs done.
# TYPE jobs_total counter
jobs_total{queue="mail"} 2
# HELP queue_depth Jobs waiting.
# TYPE queue_depth gauge
queue_depth 7
# HELP size_bytes Sizes.
# TYPE size_bytes summary
size_bytes{kind="a",quantile="1"} +Inf
size_bytes_sum{kind="a"} +Inf
size_bytes_count{kind="a"} 2
`);
  });

  it('are instances of their classes, with the default buckets', () => {
    expect(facade.counter('a_total', 'A.')).toBeInstanceOf(facade.Counter);
    expect(facade.gauge('b', 'B.')).toBeInstanceOf(facade.Gauge);
    const seconds = facade.histogram('c_seconds', 'C.', ['route']);
    expect(seconds).toBeInstanceOf(facade.Histogram);
    expect(seconds.labelNames).toEqual(['route']);
    expect(seconds.snapshot().columns.bounds).toEqual(
      new facade.Histogram({ name: 'd_seconds', help: 'D.' }).snapshot().columns.bounds,
    );
    const sizes = facade.summary('e_bytes', 'E.', undefined, { unit: 'bytes', maxAge: 1000 });
    expect(sizes).toBeInstanceOf(facade.Summary);
    expect(sizes.unit).toBe('bytes');
    expect(sizes.snapshot().columns.quantiles).toEqual([0.5, 0.9, 0.99]);
  });

  it('take the name, the help and the label names from nowhere but their places', () => {
    const options = { name: 'other', help: 'Other.', labelNames: ['a'] } as { maxAge?: number };
    expect(facade.summary('size', 'Size.', undefined, options)).toMatchObject({
      name: 'size',
      help: 'Size.',
      labelNames: [],
    });
  });

  it('are refused a second time, whatever their type and labels', async () => {
    const first = facade.counter('jobs_total', 'Jobs done.');
    expect(() => facade.counter('jobs_total', 'Jobs done.')).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_METRIC', metric: 'jobs_total' }),
    );
    expect(() => facade.gauge('jobs_total', 'Jobs.', ['queue'])).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_METRIC', metric: 'jobs_total' }),
    );
    expect(facade.registry().collectors()).toEqual([first]);
    expect(await facade.gather()).toContain('\njobs_total 0\n');
  });

  it('register nothing where the metric is not valid', () => {
    expect(() => facade.counter('', 'No name.')).toThrow(
      expect.objectContaining({ code: 'INVALID_NAME' }),
    );
    expect(facade.registry().collectors()).toEqual([]);
  });
});

describe('Info and StateSet', () => {
  it('are shown by the registry that they are registered in', async () => {
    const build = new facade.Info({ name: 'build', help: 'Build.', labelNames: ['version'] });
    const phase = new facade.StateSet({ name: 'phase', help: 'Phase.', states: ['on', 'off'] });
    facade.registry().register(build, phase);
    build.set({ version: '1.2' });
    phase.setOnly('on');
    expect(await facade.gather()).toBe(`# HELP build_info Build.
# TYPE build_info gauge
build_info{version="1.2"} 1
# HELP phase Phase.
# TYPE phase gauge
phase{phase="on"} 1
phase{phase="off"} 0
`);
  });
});

describe('a metric made with new', () => {
  it('is not registered until it is registered', async () => {
    const jobs = new facade.Counter({ name: 'jobs_total', help: 'Jobs done.' });
    expect(await facade.gather()).toBe('');
    facade.registry().register(jobs);
    expect(await facade.gather()).toContain('\njobs_total 0\n');
  });
});

describe('a collector in the default registry', () => {
  it('is asked at each gather', async () => {
    let active = 41;
    facade.registry().register(tasks(() => ++active));
    expect(await facade.gather()).toContain('\nactive_tasks 42\n');
    expect(await facade.gather()).toContain('\nactive_tasks 43\n');
  });

  it('is registered once, however often it is', async () => {
    let calls = 0;
    const collector = tasks(() => ++calls);
    facade.registry().register(collector);
    facade.registry().register(collector, collector);
    expect(facade.registry().collectors()).toEqual([collector]);
    await facade.gather();
    expect(calls).toBe(1);
  });

  it('is gone when it is unregistered', async () => {
    const collector = tasks(() => 1);
    facade.registry().register(collector);
    facade.registry().unregister(collector);
    expect(await facade.gather()).toBe('');
  });

  it('gives its metrics to collect()', async () => {
    const jobs = facade.counter('jobs_total', 'Jobs done.');
    facade.registry().register(tasks(() => 1));
    const metrics = await facade.registry().collect();
    expect(metrics.map(({ name, type }) => `${type} ${name}`)).toContain('gauge active_tasks');
    expect(metrics).toContain(jobs);
  });

  it('costs only its own series when it fails', async () => {
    facade.counter('jobs_total', 'Jobs done.');
    facade.registry().register(
      tasks(() => {
        throw new Error('the source is away');
      }),
    );
    const page = await facade.gather();
    expect(page).toContain('\njobs_total 0\n');
    expect(page).not.toContain('active_tasks');
    expect(page).toContain('exporter_collector_success{collector="tasks"} 0\n');
  });

  it('can follow a total that is counted elsewhere', async () => {
    const totals = [100, 250, 30];
    const sent = new facade.Counter({ name: 'sent_bytes_total', help: 'Bytes sent.' });
    facade.registry().register({
      name: 'network',
      collect(buf) {
        sent.advanceTo(totals.shift() ?? 0);
        buf.push(sent);
      },
    });
    expect(await value(facade.registry(), 'sent_bytes_total')).toBe(100);
    expect(await value(facade.registry(), 'sent_bytes_total')).toBe(250);
    expect(await value(facade.registry(), 'sent_bytes_total')).toBe(280);
  });
});

describe('contentType', () => {
  it('is the type of the page that gather() gives', () => {
    expect(facade.contentType).toBe(negotiate(undefined).contentType);
  });
});

describe('startServer', () => {
  let server: MetricsServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('serves the default registry', async () => {
    server = await facade.startServer(0);
    facade.counter('jobs_total', 'Jobs done.').inc(5);
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toBe(facade.contentType);
    expect(await response.text()).toBe(await facade.gather());
  });

  it('takes the options of the server', async () => {
    server = await facade.startServer(0, { host: 'localhost', path: '/prom' });
    expect(server.url).toBe(`http://localhost:${server.port}/prom`);
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('takes 9464 where no port is given, also beside options', async () => {
    // Whether that port is free is not this test's business: the address is in the answer and in the error.
    const started = facade.startServer(undefined, { path: '/prom' }).then(
      (listening) => {
        server = listening;
        return listening.url;
      },
      (error: unknown) => (error as Error).message,
    );
    expect(await started).toMatch(
      /^(http:\/\/127\.0\.0\.1:9464\/prom|Cannot listen on 127\.0\.0\.1 port 9464: .*)$/,
    );
  });
});

describe('metricsHandler and fetchHandler', () => {
  it('serve the default registry', async () => {
    facade.counter('jobs_total', 'Jobs done.');
    const handler = facade.fetchHandler(facade.registry());
    const response = await handler(new Request('http://localhost/metrics'));
    expect(await response.text()).toBe(await facade.gather());
    expect(facade.metricsHandler(facade.registry())).toBeInstanceOf(Function);
  });

  it('share their own metrics in the default registry, and hand out what worked', async () => {
    const registry = facade.registry();
    const failing = new facade.Registry({ onProblem: 'fail', collectorMetrics: false });
    failing.register(new facade.Counter({ name: 'jobs_total', help: 'Jobs done.' }), {
      name: 'throws',
      collect() {
        throw new Error('boom');
      },
    });
    const strict = facade.fetchHandler(failing, { registry });
    const lenient = facade.fetchHandler(failing, { registry, errorMode: 'partial' });
    const scrape = new Request('http://localhost/metrics');
    expect(await (await strict(scrape)).text()).toBe(
      'The metrics could not be collected: throws: boom\n',
    );
    expect(await (await lenient(scrape)).text()).toBe(
      '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 0\n',
    );
    expect(registry.collectors()).toHaveLength(3);
    expect(await facade.gather()).toContain(`\
promhttp_metric_handler_requests_total{code="200"} 1
promhttp_metric_handler_requests_total{code="500"} 1
promhttp_metric_handler_requests_total{code="503"} 0
`);
    const page = await facade.gather();
    expect(page).toContain('\npromhttp_metric_handler_errors_total{cause="gathering"} 2\n');
  });
});
