import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { lint, parse } from '@telltale/exposition';
import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { afterEach, describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { runExporter } from './run-exporter.ts';
import { FakeIo } from './testing/fake-io.ts';

interface Running {
  readonly io: FakeIo;
  readonly url: string;
  readonly ended: Promise<number>;
}

const running: Running[] = [];

async function start(args: readonly string[] = [], ...collectors: Collector[]): Promise<Running> {
  const io = new FakeIo();
  const ended = runExporter({
    args: ['--web.listen-address=127.0.0.1:0', ...args],
    collectors,
    io,
  });
  const metricsUrl = await io.err.url();
  const exporter = { io, url: new URL(metricsUrl).origin, ended };
  running.push(exporter);
  return exporter;
}

async function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<IncomingMessage & { body: string }> {
  const [res] = (await once(request(url, options).end(), 'response')) as [IncomingMessage];
  return Object.assign(res, { body: await text(res) });
}

/** A collector that waits, at each call, until it is released. */
function waiting(name: string) {
  const released = Promise.withResolvers<undefined>();
  const collector: Collector = {
    name,
    async collect() {
      await released.promise;
    },
  };
  return { collector, release: () => released.resolve(undefined) };
}

afterEach(async () => {
  const all = running.splice(0);
  for (const { io } of all) io.send('SIGTERM');
  await Promise.all(all.map(({ ended }) => ended));
});

describe('the metrics', () => {
  it('are those of the machine, the process, the runtime, the allocator and the exporter itself', async () => {
    const { url } = await start();
    const { statusCode, headers, body } = await ask(`${url}/metrics`);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { version: node, platform, arch } = process;
    expect(body).toContain(
      '# HELP exporter_build_info Version of the exporter and what it runs on; always 1.\n' +
        '# TYPE exporter_build_info gauge\n' +
        `exporter_build_info{version="${manifest.version}",node="${node}",platform="${platform}",arch="${arch}"} 1\n`,
    );
    expect(body).toContain('exporter_collector_success{collector="process"} 1\n');
    expect(body).toContain('exporter_collector_success{collector="runtime"} 1\n');
    expect(body).toMatch(/^process_start_time_seconds \d/m);
    expect(body).toMatch(/^nodejs_version_info\{/m);
    expect(body).toContain('exporter_collector_success{collector="allocator"} 1\n');
    expect(body).toMatch(/^allocator_available\{/m);
    expect(body).toContain('exporter_collector_success{collector="host"} 1\n');
    expect(body).toContain('exporter_source_up{source="host",type="host"} 1\n');
    expect(body).toMatch(/^node_cpu_seconds_total\{/m);
  });

  it.each([
    ['text/plain', 'text/plain; version=0.0.4; charset=utf-8'],
    [
      'application/openmetrics-text;version=1.0.0,text/plain;q=0.5',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
  ])(
    'come to a client that accepts %s in that format, valid and by the conventions',
    async (accept, contentType) => {
      const { url } = await start();
      const { headers, body } = await ask(`${url}/metrics`, { headers: { Accept: accept } });
      expect(headers['content-type']).toBe(contentType);
      expect(headers.vary).toBe('Accept, Accept-Encoding');
      const families = parse(body, { contentType });
      expect(families.map(({ name }) => name)).toContain('process_cpu_seconds_total');
      // node_exporter's names are as they are.
      const others = families.filter(({ name }) => !name.startsWith('node_'));
      expect(lint(others)).toEqual([]);
    },
  );

  it('are at the path of --web.telemetry-path and nowhere else', async () => {
    const { url } = await start(['--web.telemetry-path=/é']);
    expect((await ask(`${url}/%C3%A9`)).body).toContain('exporter_build_info{');
    const { statusCode, body } = await ask(`${url}/metrics`);
    expect([statusCode, body]).toEqual([404, 'Nothing is here. The metrics are at /%C3%A9.\n']);
  });

  it('may be at the root, instead of the page', async () => {
    const { url } = await start(['--web.telemetry-path=/']);
    expect((await ask(`${url}/`)).body).toContain('exporter_build_info{');
  });

  it('include collectors of the caller’s own, and instruments', async () => {
    const gauge = new Gauge({ name: 'room_temperature_celsius', help: 'How warm it is.' });
    gauge.set(21.5);
    const { url } = await start([], gauge);
    expect((await ask(`${url}/metrics`)).body).toContain('\nroom_temperature_celsius 21.5\n');
  });
});

describe('--web.max-requests', () => {
  it('refuses further scrapes at once, and shows that it did', async () => {
    const { collector, release } = waiting('slow');
    const { io, url } = await start(['--web.max-requests=2', '--log.level=debug'], collector);
    const scrapes = [1, 2, 3].map(() => ask(`${url}/metrics`));
    await io.err.until(/ status=503 /);
    release();
    const answers = await Promise.all(scrapes);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 503]);
    const { body } = await ask(`${url}/metrics`);
    expect(body).toContain('\npromhttp_metric_handler_requests_total{code="503"} 1\n');
    expect(body).toContain('\npromhttp_metric_handler_requests_in_flight 1\n');
    expect(body).toContain('\npromhttp_metric_handler_errors_total{cause="gathering"} 0\n');
  });
});

describe('--web.disable-exporter-metrics', () => {
  it('leaves the metrics about collecting, and those of the caller’s own collectors', async () => {
    const gauge = new Gauge({ name: 'room_temperature_celsius', help: 'How warm it is.' });
    const { url } = await start(['--web.disable-exporter-metrics'], gauge, {
      name: 'own',
      collect: () => {},
    });
    const { headers, body } = await ask(`${url}/metrics`);
    const families = parse(body, { contentType: headers['content-type'] ?? '' });
    const names = families.map(({ name }) => name).filter((name) => !name.startsWith('node_'));
    expect(names).toEqual([
      'exporter_build_info',
      'exporter_collection_duration_seconds',
      'exporter_collection_errors_total',
      'exporter_collector_series',
      'exporter_collector_series_dropped_total',
      'exporter_collector_success',
      'exporter_last_success_timestamp_seconds',
      'exporter_source_up',
      'room_temperature_celsius',
    ]);
    expect((await ask(`${url}/`)).body).not.toContain('<li>process</li>');
  });
});

describe('the page', () => {
  it('is HTML with a strict policy, and names the collectors escaped', async () => {
    const { url } = await start([], { name: '<i>own</i>', collect: () => {} });
    const { statusCode, headers, body } = await ask(`${url}/?x`);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const names = [...body.matchAll(/<th scope="row">\s*([^<\s]*)/g)].map(([, name]) => name);
    const own = '&#60;i&#62;own&#60;/i&#62;';
    expect(names).toEqual(expect.arrayContaining(['process', 'runtime', 'allocator', 'host', own]));
    expect(body).not.toContain('<i>');
  });
});

describe('--web.route-prefix', () => {
  it('is what all paths begin with', async () => {
    const { io, url } = await start(['--web.external-url=https://example.org/exporter/']);
    expect(io.err.text).toContain(`url=${url}/exporter/metrics\n`);
    expect((await ask(`${url}/exporter/metrics`)).body).toContain('exporter_build_info{');
    expect((await ask(`${url}/exporter/`)).body).toContain('<a href="./metrics">');
    expect((await ask(`${url}/exporter/-/healthy`)).statusCode).toBe(200);
    const root = await ask(`${url}/`);
    expect([root.statusCode, root.headers.location]).toEqual([302, '/exporter/']);
    const outside = await ask(`${url}/metrics`);
    expect([outside.statusCode, outside.body]).toEqual([
      404,
      'Nothing is here. The metrics are at /exporter/metrics.\n',
    ]);
  });
});

describe('/config', () => {
  it('is the configuration that is served', async () => {
    const { url } = await start();
    const { headers, body } = await ask(`${url}/config`);
    expect(headers['content-type']).toBe('text/yaml; charset=utf-8');
    expect(body).toBe('sources:\n  host:\n    type: host\n');
  });
});

describe('other requests', () => {
  it.each(['/', '/-/healthy', '/-/ready', '/metrics'])(
    'to %s by HEAD get the headers of GET and no body',
    async (path) => {
      const { url } = await start();
      await expect.poll(async () => (await ask(`${url}/-/ready`)).statusCode).toBe(200);
      const head = await ask(`${url}${path}`, { method: 'HEAD' });
      const get = await ask(`${url}${path}`);
      expect(head.body).toBe('');
      expect(head.statusCode).toBe(get.statusCode);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
      expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
    },
  );

  it.each(['/', '/-/healthy', '/-/ready', '/metrics'])(
    'to %s by other methods are refused',
    async (path) => {
      const { url } = await start();
      const { statusCode, headers, body } = await ask(`${url}${path}`, { method: 'DELETE' });
      expect(statusCode).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
      expect(body).toBe('Method DELETE is not allowed here: use GET or HEAD.\n');
    },
  );

  it.each(['/nothing', '/metrics/', '/__proto__', '/constructor', '/-/reload'])(
    'to %s find nothing, and are told where the metrics are',
    async (path) => {
      const { url } = await start();
      const { statusCode, headers, body } = await ask(`${url}${path}`);
      expect(statusCode).toBe(404);
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(body).toBe('Nothing is here. The metrics are at /metrics.\n');
    },
  );
});

describe('health', () => {
  it('is good at once; ready comes with the end of the first collection', async () => {
    const { collector, release } = waiting('slow');
    const { url } = await start([], collector);
    const healthy = await ask(`${url}/-/healthy`);
    expect([healthy.statusCode, healthy.body]).toEqual([200, 'The exporter is healthy.\n']);
    const notReady = await ask(`${url}/-/ready`);
    expect([notReady.statusCode, notReady.body]).toEqual([
      503,
      'The exporter is not ready: its first collection has not ended.\n',
    ]);
    release();
    await expect
      .poll(async () => {
        const ready = await ask(`${url}/-/ready`);
        return [ready.statusCode, ready.body];
      })
      .toEqual([200, 'The exporter is ready.\n']);
  });
});

describe('the log', () => {
  it('tells of a broken collector when it breaks and when it works again', async () => {
    let broken = true;
    const collector: Collector = {
      name: 'db',
      collect() {
        if (broken) throw new Error('connection refused');
      },
    };
    const { io, url } = await start([], collector);
    await io.err.until(/Collector failed/);
    for (let scrape = 0; scrape < 3; scrape++) {
      const { statusCode, body } = await ask(`${url}/metrics`);
      expect(statusCode).toBe(200);
      expect(body).toContain('exporter_collector_success{collector="db"} 0\n');
    }
    broken = false;
    await ask(`${url}/metrics`);
    expect(io.err.lines().slice(1)).toEqual([
      'level=ERROR msg="Collector failed" collector=db error="connection refused"',
      'level=INFO msg="Collector works again" collector=db',
    ]);
  });

  it('tells of each request at the level debug', async () => {
    const { io, url } = await start(['--log.level=debug']);
    await ask(`${url}/-/healthy?a=b`);
    const [line] = await io.err.until(/level=DEBUG.*/);
    expect(line).toBe(
      'level=DEBUG msg=Request method=GET path="/-/healthy?a=b" status=200 complete=true',
    );
  });
});

describe('a signal', () => {
  it('lets the scrape in flight end, disposes the collectors and ends with 0', async () => {
    const first = Promise.withResolvers<undefined>();
    const second = waiting('slow');
    let calls = 0;
    let disposed = 0;
    const collector: Collector & Disposable = {
      name: 'slow',
      async collect(buf, context) {
        calls++;
        if (calls === 1) return;
        first.resolve(undefined);
        await second.collector.collect(buf, context);
      },
      [Symbol.dispose]: () => {
        disposed++;
      },
    };
    const { io, url, ended } = await start([], collector);
    const scrape = ask(`${url}/metrics`);
    await first.promise;
    io.send('SIGTERM');
    await io.err.until(/msg=Stopping signal=SIGTERM requests_in_flight=1\n/);
    await expect(ask(`${url}/-/healthy`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(disposed).toBe(0);
    second.release();
    const { statusCode, body } = await scrape;
    expect(statusCode).toBe(200);
    expect(body).toContain('exporter_collector_success{collector="slow"} 1\n');
    expect(await ended).toBe(0);
    expect(disposed).toBe(1);
    expect(io.signalListeners).toBe(0);
    expect(io.exits).toEqual([]);
    expect(io.err.lines().at(-1)).toBe('level=INFO msg=Stopped');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'that is a second one, %s, ends the process at once with %i',
    async (signal, code) => {
      const { io } = await start();
      io.send('SIGINT');
      io.send(signal);
      expect(io.exits).toEqual([code]);
    },
  );

  it('cuts off after 10 seconds what has not ended', async () => {
    const { collector } = waiting('hangs');
    const { io, url, ended } = await start([], collector);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '60' };
      const scrape = ask(`${url}/metrics`, { headers }).catch((error: unknown) => error);
      await ask(`${url}/-/healthy`);
      io.send('SIGTERM');
      await io.err.until(/msg=Stopping/);
      vi.advanceTimersByTime(9_999);
      expect(io.err.text).not.toContain('cut off');
      vi.advanceTimersByTime(1);
      expect(await scrape).toMatchObject({ code: 'ECONNRESET' });
      expect(await ended).toBe(0);
    } finally {
      vi.useRealTimers();
    }
    expect(io.err.lines().slice(-2)).toEqual([
      'level=WARN msg="Requests were cut off" requests=1',
      'level=INFO msg=Stopped',
    ]);
  });

  it('does not wait for a first collection that hangs', async () => {
    const { collector } = waiting('hangs');
    const { io, ended } = await start([], collector);
    io.send('SIGTERM');
    expect(await ended).toBe(0);
    expect(io.err.text).not.toContain('First collection failed');
  });
});

describe('a failure to start', () => {
  it('ends with 1 and one line where collectors contradict each other, and disposes them', async () => {
    let disposed = 0;
    const holding: Collector & Disposable = {
      name: 'holding',
      collect: () => {},
      [Symbol.dispose]: () => {
        disposed++;
      },
    };
    const twice = new Gauge({ name: 'exporter_build_info', help: 'Ours already.' });
    const io = new FakeIo();
    expect(await runExporter({ args: [], collectors: [holding, twice], io })).toBe(1);
    expect(io.err.lines()).toEqual([
      expect.stringMatching(
        /^level=ERROR msg="exporter_build_info.*taken by exporter_build_info\./,
      ),
    ]);
    expect(disposed).toBe(1);
    expect(io.signalListeners).toBe(0);
  });

  it('is not taken for one where the program itself is wrong', async () => {
    const io = new FakeIo();
    const onSignal = (): never => {
      throw new TypeError('a bug');
    };
    const { stdout, stderr, exit } = io;
    const run = runExporter({ args: [], io: { stdout, stderr, exit, onSignal } });
    await expect(run).rejects.toThrow(new TypeError('a bug'));
  });
});
