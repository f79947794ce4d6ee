import { gunzipSync } from 'node:zlib';
import { Counter, Gauge } from '@telltale/metrics';
import { comparePage } from '@telltale/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeGatherer, pending } from './fake-gatherer.ts';
import { closeForms, forms, type Answer } from './handler-forms.ts';

afterEach(closeForms);

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

function oneCounter(): { counter: Counter; gatherer: FakeGatherer } {
  const counter = new Counter({ name: 'jobs_total', help: 'Jobs done.' });
  return { counter, gatherer: FakeGatherer.of(counter) };
}

/** A page of some 60 kB. */
function manySeries(): FakeGatherer {
  const gauge = new Gauge({ name: 'depth', help: 'Depth of a queue.', labelNames: ['queue'] });
  for (let queue = 0; queue < 2000; queue++) gauge.set({ queue: `queue-${queue}` }, queue);
  return FakeGatherer.of(gauge);
}

const text = 'text/plain; version=0.0.4; charset=utf-8';
const openmetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const protobuf =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const jobsPage = '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 0\n';
const prometheus2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

describe.each(Object.keys(forms))('the %s form', (form) => {
  const open = forms[form]!;

  it('answers with the page, its type, its length, and what it varies on', async () => {
    const client = await open(oneCounter().gatherer);
    const { status, headers, body } = await client('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(text);
    expect(headers['content-length']).toBe(String(jobsPage.length));
    expect(headers['vary']).toBe('Accept, Accept-Encoding');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(jobsPage);
  });

  it.each([
    ['*/*', text],
    ['text/html,application/xhtml+xml,*/*;q=0.8', text],
    ['image/png', text],
    [prometheus2, openmetrics],
    [`${protobuf.replaceAll(' ', '')};q=0.6,text/plain;version=0.0.4;q=0.4`, protobuf],
    ['application/openmetrics-text;version=1.0.0;q=0.4,text/plain;q=0.6', text],
    ['application/openmetrics-text;version=1.0.0;q=0,*/*', text],
  ])('gives to Accept: %s the type %s', async (accept, contentType) => {
    const client = await open(oneCounter().gatherer);
    const { headers, body } = await client('/metrics', { headers: { accept } });
    expect(headers['content-type']).toBe(contentType);
    expect(body.toString().endsWith('# EOF\n')).toBe(contentType === openmetrics);
  });

  it.each([
    [undefined, openmetrics],
    [false, openmetrics],
    [true, openmetrics.replace('1.0.0', '2.0.0')],
  ])('with openMetrics2 %s answers who prefers it with %s', async (openMetrics2, contentType) => {
    const client = await open(oneCounter().gatherer, { openMetrics2 });
    const accept = `application/openmetrics-text;version=2.0.0,${prometheus2}`;
    const { headers, body } = await client('/metrics', { headers: { accept } });
    expect(headers['content-type']).toBe(contentType);
    expect(body.toString()).toMatch(/^jobs_total 0( |$)[^]*\n# EOF\n$/m);
  });

  it('compresses for a client that takes gzip', async () => {
    const client = await open(manySeries());
    const plain = await client('/metrics');
    const { headers, body } = await client('/metrics', { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers['content-type']).toBe(text);
    expect(headers['vary']).toBe('Accept, Accept-Encoding');
    expect(body.length).toBeLessThan(plain.body.length / 4);
    expect(gunzipSync(body).equals(plain.body)).toBe(true);
  });

  it.each([
    ['refuses it', 'gzip;q=0', {}],
    ['asks for Brotli', 'br', {}],
    ['finds compression switched off', 'gzip', { compress: false }],
    ['gets a page below the limit', 'gzip', { minCompressBytes: 1_000_000 }],
  ])('does not compress for a client that %s', async (_, acceptEncoding, options) => {
    const client = await open(manySeries(), options);
    const { headers, body } = await client('/metrics', {
      headers: { 'accept-encoding': acceptEncoding },
    });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString().startsWith('# HELP depth Depth of a queue.\n')).toBe(true);
  });

  it.each(['identity', 'gzip'])(
    'answers HEAD as it would GET, without the body: %s',
    async (coding) => {
      const client = await open(manySeries());
      const headers = { 'accept-encoding': coding };
      const get = await client('/metrics', { headers });
      const head = await client('/metrics', { method: 'HEAD', headers });
      const withoutDate = (answer: Answer): object => ({ ...answer.headers, date: undefined });
      expect(head.status).toBe(200);
      expect(withoutDate(head)).toEqual(withoutDate(get));
      expect(head.body).toHaveLength(0);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const { gatherer } = oneCounter();
    const client = await open(gatherer);
    const { status, headers, body } = await client('/metrics', { method });
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, HEAD');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body.toString()).toBe(`Method ${method} is not allowed here: use GET or HEAD.\n`);
    expect(gatherer.calls).toEqual([]);
  });

  it.each([
    ['/metrics', undefined],
    ['/metrics?', undefined],
    ['/metrics?name[]=', undefined],
    ['/metrics?name=jobs_total', undefined],
    ['/metrics?name[]=up', ['up']],
    ['/metrics?name[]=b&x=1&name%5B%5D=a%2Fc&name[]=b', ['a/c', 'b']],
  ])('gathers for %s the names %j', async (path, names) => {
    const { gatherer } = oneCounter();
    const client = await open(gatherer);
    await client(path);
    expect(gatherer.calls.map((call) => call.names)).toEqual([names]);
  });

  it.each([
    ['10', {}, 9500],
    ['10', { timeoutOffsetSeconds: 2 }, 8000],
    ['10', { timeoutMs: 300 }, 9500],
    ['soon', {}, undefined],
    ['soon', { timeoutMs: 300 }, 300],
  ])(
    'takes from a scrape timeout of %s with %j a deadline',
    async (seconds, options, timeoutMs) => {
      const { gatherer } = oneCounter();
      const client = await open(gatherer, options);
      await client('/metrics', { headers: { 'x-prometheus-scrape-timeout-seconds': seconds } });
      expect(gatherer.calls.map((call) => call.timeoutMs)).toEqual([timeoutMs]);
    },
  );

  it('gathers once for 30 scrapes at once, also where gathering takes no time', async () => {
    const { gatherer } = oneCounter();
    const client = await open(gatherer);
    await client('/metrics');
    const scrapes = Array.from({ length: 30 }, () => client('/metrics'));
    const bodies = new Set((await Promise.all(scrapes)).map(({ body }) => body.toString()));
    expect([...bodies]).toEqual([jobsPage]);
    expect(gatherer.calls).toHaveLength(2);
  });

  it('gathers once for scrapes that come in different formats and codings', async () => {
    const gatherer = manySeries();
    const client = await open(gatherer);
    const [plain, gzipped, other, binary] = await Promise.all([
      client('/metrics'),
      client('/metrics', { headers: { 'accept-encoding': 'gzip' } }),
      client('/metrics', { headers: { accept: prometheus2 } }),
      client('/metrics', { headers: { accept: protobuf } }),
    ]);
    expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
    expect(other.headers['content-type']).toBe(openmetrics);
    comparePage(other.body, plain.body.toString(), { contentType: openmetrics });
    comparePage(binary.body, plain.body.toString(), { contentType: protobuf });
    expect(gatherer.calls).toHaveLength(1);
  });

  it('never gives a scrape that began after a change what was gathered before it', async () => {
    const counter = new Counter({ name: 'old_total', help: 'Old.' });
    const replacement = new Counter({ name: 'new_total', help: 'New.' });
    let release: (() => void) | undefined;
    const gatherer = new FakeGatherer(({ signal }) => {
      const { promise, resolve } = pending(signal);
      release = () => {
        resolve([counter.snapshot()]);
      };
      return promise;
    });
    const client = await open(gatherer);
    const before = client('/metrics');
    await expect.poll(() => gatherer.calls.length).toBe(1);
    gatherer.generation = 1;
    gatherer.willCollect(() => [replacement.snapshot()]);
    const after = await client('/metrics');
    release?.();
    expect(after.body.toString()).toContain('new_total 0\n');
    expect((await before).body.toString()).toContain('old_total 0\n');
  });

  it('shows a scrape what happened before it', async () => {
    const { counter, gatherer } = oneCounter();
    const client = await open(gatherer);
    for (let jobs = 1; jobs <= 5; jobs++) {
      counter.inc();
      const { body } = await client('/metrics');
      expect(body.toString()).toContain(`\njobs_total ${jobs}\n`);
    }
  });

  it('says why a scrape failed, tells the application once, and works again', async () => {
    const { gatherer, counter } = oneCounter();
    const errors: unknown[] = [];
    const client = await open(gatherer, { onError: (error) => errors.push(error) });
    const failure = new Error('the clock stands still');
    gatherer.willCollect(async () => {
      await nextTurn();
      throw failure;
    });
    const answers = await Promise.all([client('/metrics'), client('/metrics')]);
    for (const { status, headers, body } of answers) {
      expect(status).toBe(500);
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(body.toString()).toBe('The metrics could not be collected: the clock stands still\n');
    }
    expect(errors).toEqual([failure]);
    gatherer.willCollect(() => [counter.snapshot()]);
    expect((await client('/metrics')).status).toBe(200);
  });

  it('answers also when the error handler of the application throws', async () => {
    const client = await open(
      new FakeGatherer(() => {
        throw new Error('no');
      }),
      {
        onError: () => {
          throw new Error('neither');
        },
      },
    );
    expect((await client('/metrics')).status).toBe(500);
  });

  it('aborts the collection when its last client has gone away, and not before', async () => {
    const { counter } = oneCounter();
    const releases: (() => void)[] = [];
    const errors: unknown[] = [];
    const gatherer = new FakeGatherer(({ signal }) => {
      const { promise, resolve } = pending(signal);
      releases.push(() => {
        resolve([counter.snapshot()]);
      });
      return promise;
    });
    const client = await open(gatherer, { onError: (error) => errors.push(error) });
    const [one, other] = [new AbortController(), new AbortController()];
    const scrapes = [one, other].map(({ signal }) =>
      client('/metrics', { signal }).catch((error: unknown) => (error as Error).name),
    );
    await expect.poll(() => gatherer.calls.length).toBe(1);
    one.abort();
    await nextTurn();
    expect(gatherer.calls[0]?.signal?.aborted).toBe(false);
    other.abort();
    await expect.poll(() => gatherer.calls[0]?.signal?.aborted).toBe(true);
    expect(await Promise.all(scrapes)).toEqual(['AbortError', 'AbortError']);

    const later = client('/metrics');
    await expect.poll(() => gatherer.calls.length).toBe(2);
    releases[1]?.();
    expect((await later).body.toString()).toBe(jobsPage);
    expect(errors).toEqual([]);
  });

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs is 0, expected milliseconds above 0, below 2^31'],
    [{ timeoutMs: Infinity }, 'timeoutMs is Infinity, expected milliseconds above 0, below 2^31'],
    [{ timeoutOffsetSeconds: -1 }, 'timeoutOffsetSeconds is -1, expected seconds from 0 up'],
    [{ minCompressBytes: NaN }, 'minCompressBytes is NaN, expected a number of bytes from 0 up'],
    [
      { maxRequestsInFlight: 0 },
      'maxRequestsInFlight is 0, expected a whole number above 0 or Infinity',
    ],
    [{ errorMode: 'some' as never }, `errorMode is "some", expected 'error' or 'partial'`],
  ])('refuses the options %j', async (options, what) => {
    await expect(open(oneCounter().gatherer, options)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: `metrics handler: ${what}. Correct it or leave it out.`,
    });
  });

  it.each([
    [undefined, 'undefined'],
    [{ gatherer: oneCounter().gatherer }, 'an object'],
  ])('refuses %o for a gatherer', async (gatherer, shown) => {
    await expect(open(gatherer as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message:
        `metrics handler: the gatherer is ${shown}, expected a registry, ` +
        'as in metricsHandler(registry) and startServer({ gatherer: registry }).',
    });
  });
});

describe('the two forms', () => {
  it.each([
    ['GET', '/metrics', {}],
    ['GET', '/metrics', { accept: prometheus2, 'accept-encoding': 'gzip' }],
    ['GET', '/metrics?name[]=depth', { accept: 'text/plain;version=1.0.0;escaping=allow-utf-8' }],
    ['HEAD', '/metrics', { 'accept-encoding': 'gzip' }],
    ['POST', '/metrics', {}],
  ])('answer %s %s with %j alike', async (method, path, headers) => {
    const [node, fetch] = await Promise.all(
      Object.values(forms).map(async (open) => {
        const answer = await (await open(manySeries()))(path, { method, headers });
        const coding = answer.headers['content-encoding'];
        const isZipped = coding === 'gzip' && method !== 'HEAD';
        const body = (isZipped ? gunzipSync(answer.body) : answer.body).toString();
        // What node:http says about the connection is none of the handler's business.
        const ofConnection = { date: undefined, connection: undefined, 'keep-alive': undefined };
        return { status: answer.status, headers: { ...answer.headers, ...ofConnection }, body };
      }),
    );
    expect(node).toEqual(fetch);
  });
});
