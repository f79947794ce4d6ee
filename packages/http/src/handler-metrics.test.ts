import { Counter, Gauge } from '@telltale/metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeGatherer, pending, withoutColumns } from './fake-gatherer.ts';
import { FakeRegistry } from './fake-registry.ts';
import { closeForms, forms, type Client } from './handler-forms.ts';

afterEach(closeForms);

const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.' });

/** A gatherer that answers when it is told to. */
function onDemand(): { gatherer: FakeGatherer; release: () => void } {
  const releases: (() => void)[] = [];
  const gatherer = new FakeGatherer(({ signal }) => {
    const { promise, resolve } = pending(signal);
    releases.push(() => {
      resolve([jobs.snapshot()]);
    });
    return promise;
  });
  const release = (): void => {
    for (const one of releases.splice(0)) one();
  };
  return { gatherer, release };
}

const statusesOf = async (client: Client, methods: readonly string[]): Promise<number[]> => {
  const answers = await Promise.all(methods.map((method) => client('/metrics', { method })));
  return answers.map(({ status }) => status);
};

describe.each(Object.keys(forms))('the limit of scrapes in flight, in the %s form', (form) => {
  const open = forms[form]!;

  it('refuses further ones at once, and lets them in again when there is room', async () => {
    const { gatherer, release } = onDemand();
    const client = await open(gatherer, { maxRequestsInFlight: 2 });
    const first = [client('/metrics?name[]=a'), client('/metrics?name[]=b', { method: 'HEAD' })];
    await expect.poll(() => gatherer.calls.length).toBe(2);
    const { status, headers, body } = await client('/metrics');
    expect(status).toBe(503);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['content-length']).toBe(String(body.length));
    expect(body.toString()).toBe(
      '2 scrapes are being answered already, and no more are allowed: try again later.\n',
    );
    const head = await client('/metrics', { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([503, 0]);
    expect(gatherer.calls).toHaveLength(2);

    release();
    expect((await Promise.all(first)).map((answer) => answer.status)).toEqual([200, 200]);
    gatherer.willCollect(() => []);
    expect(await statusesOf(client, ['GET', 'HEAD'])).toEqual([200, 200]);
  });

  it('counts scrapes that share a collection one by one, and other methods not', async () => {
    const { gatherer, release } = onDemand();
    const client = await open(gatherer, { maxRequestsInFlight: 3 });
    const scrapes = statusesOf(client, ['GET', 'GET', 'POST', 'GET', 'POST', 'GET', 'GET']);
    await expect.poll(() => gatherer.calls.length).toBe(1);
    release();
    expect((await scrapes).sort()).toEqual([200, 200, 200, 405, 405, 503, 503]);
  });

  it('gives the room of a client that went away, and of a scrape that failed, to others', async () => {
    const { gatherer } = onDemand();
    const client = await open(gatherer, { maxRequestsInFlight: 1 });
    const leaving = new AbortController();
    const left = client('/metrics', { signal: leaving.signal });
    const outcome = left.catch((error: unknown) => (error as Error).name);
    await expect.poll(() => gatherer.calls.length).toBe(1);
    leaving.abort();
    expect(await outcome).toBe('AbortError');
    gatherer.willCollect(() => {
      throw new Error('no');
    });
    await expect.poll(() => statusesOf(client, ['GET'])).toEqual([500]);
    gatherer.willCollect(() => []);
    expect(await statusesOf(client, ['GET'])).toEqual([200]);
  });
});

describe.each(Object.keys(forms))('the metrics of the handler, in the %s form', (form) => {
  const open = forms[form]!;

  it('begin at 0, and show the scrape that shows them as in flight', async () => {
    const registry = new FakeRegistry();
    const client = await open(registry, { registry });
    for (const scrapesBefore of [0, 1, 2]) {
      const { body } = await client('/metrics');
      expect(body.toString()).toBe(`\
# HELP promhttp_metric_handler_requests_total Scrapes that were answered, by HTTP status code.
# TYPE promhttp_metric_handler_requests_total counter
promhttp_metric_handler_requests_total{code="200"} ${scrapesBefore}
promhttp_metric_handler_requests_total{code="500"} 0
promhttp_metric_handler_requests_total{code="503"} 0
# HELP promhttp_metric_handler_requests_in_flight Scrapes that are being answered now.
# TYPE promhttp_metric_handler_requests_in_flight gauge
promhttp_metric_handler_requests_in_flight 1
# HELP promhttp_metric_handler_errors_total Collections and pages that failed in the metrics handler, by cause: gathering, encoding.
# TYPE promhttp_metric_handler_errors_total counter
promhttp_metric_handler_errors_total{cause="gathering"} 0
promhttp_metric_handler_errors_total{cause="encoding"} 0
`);
    }
  });

  it('count answers by code and failures by cause, once for scrapes that share them', async () => {
    const registry = new FakeRegistry();
    const gatherer = new FakeGatherer(() => {
      throw new Error('no');
    });
    const client = await open(gatherer, { registry, maxRequestsInFlight: 2 });
    expect((await statusesOf(client, ['GET', 'GET', 'GET', 'PUT'])).sort()).toEqual([
      405, 500, 500, 503,
    ]);
    gatherer.willCollect(() => [withoutColumns('hand')]);
    expect(await statusesOf(client, ['HEAD'])).toEqual([500]);
    gatherer.willCollect(() => [jobs.snapshot()]);
    expect(await statusesOf(client, ['HEAD'])).toEqual([200]);
    expect(await registry.samples()).toEqual([
      'promhttp_metric_handler_requests_total{code="200"} 1',
      'promhttp_metric_handler_requests_total{code="500"} 3',
      'promhttp_metric_handler_requests_total{code="503"} 1',
      'promhttp_metric_handler_requests_total{code="405"} 1',
      'promhttp_metric_handler_requests_in_flight 0',
      'promhttp_metric_handler_errors_total{cause="gathering"} 1',
      'promhttp_metric_handler_errors_total{cause="encoding"} 1',
    ]);
  });

  it('are one set for all handlers of a registry', async () => {
    const registry = new FakeRegistry();
    const clients = [await open(registry, { registry }), await open(registry, { registry })];
    for (const client of clients) await client('/metrics');
    expect(registry.collectors()).toHaveLength(3);
    expect((await registry.samples())[0]).toBe(
      'promhttp_metric_handler_requests_total{code="200"} 2',
    );
  });

  it.each([
    new Gauge({ name: 'promhttp_metric_handler_requests_total', help: 'Other.' }),
    new Counter({ name: 'promhttp_metric_handler_requests_total', help: 'Without labels.' }),
  ])('are refused where another metric has their name: $help', async (other) => {
    const registry = new FakeRegistry();
    registry.register(other);
    await expect(open(registry, { registry })).rejects.toThrow(
      'promhttp_metric_handler_requests_total twice',
    );
    expect(registry.collectors()).toEqual([other]);
  });

  it('are refused where they are there already and the registry cannot say so', async () => {
    const registered = new FakeRegistry();
    const registry = {
      register: (...collectors: Parameters<FakeRegistry['register']>) => {
        registered.register(...collectors);
      },
    };
    await open(registered, { registry });
    await expect(open(registered, { registry })).rejects.toThrow(
      'promhttp_metric_handler_requests_total twice',
    );
  });
});
