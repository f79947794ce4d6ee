import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo, type DemoAddresses } from './demo-process.ts';
import { readExemplars, type SeenExemplar } from './page-exemplars.ts';
import { readValue, seriesKey } from './page-reader.ts';
import type { DemoRequest } from './paced-requests.ts';
import { needPrometheus, PrometheusServer, type QueriedBucket } from './prometheus-server.ts';
import { acceptOf, contentTypeOf, scrape } from './scrape.ts';
import { startScrapeProxy, type ScrapeProxy } from './scrape-proxy.ts';
import { sendTraced, type TracedAnswer } from './traced-requests.ts';
import { waitUntil } from './wait-until.ts';

const durations = 'http_request_duration_seconds';
const failedOrders = 'shop_fulfilment_failed_total';

const get = (path: string, route: string): DemoRequest => ({ method: 'GET', path, route });
const orderOfAMug: DemoRequest = {
  method: 'POST',
  path: '/orders',
  route: '/orders',
  body: { productId: 2, quantity: 1 },
};
/** Of the parcel service of the demo: it loses this one, and each twentieth after it. */
const lostOrder = 20;
/** Durations from well below a millisecond to 90 ms, and another number of each. */
const requests: readonly DemoRequest[] = [
  ...repeated(lostOrder, orderOfAMug),
  ...repeated(60, get('/products', '/products')),
  ...repeated(37, get('/products/3', '/products/:id')),
  ...repeated(41, get('/products/2/recommendations', '/products/:id/recommendations')),
  ...repeated(7, get('/no/such/page', 'none')),
];
const kinds = [...new Set(requests)];
const atOnce = 4;

const quantiles = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const;
/**
 * What each native bucket of schema 3, the one for the factor of 1.1 that is our default, grows by.
 * The true quantile and what histogram_quantile() gives are in the same bucket, so neither is more
 * than this factor away from the other: the bucket error.
 */
const growth = 2 ** (1 / 8);

describe.runIf(needPrometheus('native histograms and exemplars of the demo, by Prometheus'))(
  'Prometheus with native histograms and exemplars',
  () => {
    const cleanup = new AsyncDisposableStack();
    let demo: DemoAddresses;
    let asPrometheusAsks: ScrapeProxy;
    let inOpenMetrics: ScrapeProxy;
    let prometheus: PrometheusServer;
    /** All requests that the demo has had. */
    let answers: readonly TracedAnswer[];

    beforeAll(async () => {
      demo = cleanup.use(await startDemo({ traffic: false }));
      asPrometheusAsks = cleanup.use(await startScrapeProxy(demo.metricsUrl));
      inOpenMetrics = cleanup.use(await startScrapeProxy(demo.metricsUrl, acceptOf.openmetrics));
      prometheus = cleanup.use(
        await PrometheusServer.start(
          [
            { name: 'protobuf', url: asPrometheusAsks.url, interval: '500ms' },
            // What it asks for by itself where the features are off.
            { name: 'openmetrics', url: inOpenMetrics.url, interval: '500ms' },
          ],
          { features: ['native-histograms', 'exemplar-storage'] },
        ),
      );
      answers = await sendTraced(demo.shopUrl, requests, atOnce);
      // The order that fails is the last that the demo ships: after it, its page stays as it is.
      await waitUntil('both jobs have the order that failed and all requests', async () => {
        const failed = await prometheus.query(`${failedOrders} == 1`);
        const counted = await prometheus.query(
          `sum by (job) (http_requests_total) == ${requests.length}`,
        );
        return (failed.length === 2 && counted.length === 2) || undefined;
      });
    });

    afterAll(() => cleanup.disposeAsync());

    /** The durations that the demo has observed of one kind of request, or of all, from the shortest up. */
    function observed(kind?: DemoRequest): number[] {
      return answers
        .filter(({ request }) => kind === undefined || request === kind)
        .map(({ seconds }) => seconds)
        .sort((a, b) => a - b);
    }

    test('asks for protobuf first, and gets it', () => {
      expect(asPrometheusAsks.seen.length).toBeGreaterThan(0);
      for (const { asked, answered } of asPrometheusAsks.seen) {
        expect(asked.accept).toMatch(/^application\/vnd\.google\.protobuf;/);
        expect(answered['content-type']).toMatch(
          /^application\/vnd\.google\.protobuf; *proto=io\.prometheus\.client\.MetricFamily; *encoding=delimited$/,
        );
      }
    });

    test('gets OpenMetrics where OpenMetrics is asked for', () => {
      expect(inOpenMetrics.seen.length).toBeGreaterThan(0);
      for (const { answered } of inOpenMetrics.seen) {
        expect(answered['content-type']).toBe(contentTypeOf.openmetrics);
      }
    });

    describe('by protobuf', () => {
      const selector = `${durations}{job="protobuf"}`;

      test('stores a native histogram for each route, and no classic buckets', async () => {
        const stored = await prometheus.histograms(selector);
        const classic = await prometheus.query(`${durations}_bucket{job="protobuf"}`);

        const counts = stored.map(({ labels, count }): [string, number] => [
          `${labels['method']} ${labels['route']}`,
          count,
        ]);
        expect(Object.fromEntries(counts)).toEqual({
          'GET /products': 60,
          'GET /products/:id': 37,
          'GET /products/:id/recommendations': 41,
          'GET /orders': 0,
          'GET none': 7,
          'POST /orders': 20,
          'POST /products/:id/stock': 0,
        });
        expect(classic).toEqual([]);
      });

      test.each(kinds)('has each duration of $method $route in its bucket', async (kind) => {
        const seen = observed(kind);
        const [stored] = await prometheus.histograms(ofKind(kind));
        const { count, sum, buckets } = stored!;

        expect(count).toBe(seen.length);
        expect(sum).toBeCloseTo(
          seen.reduce((total, seconds) => total + seconds, 0),
          9,
        );
        expect(buckets.length).toBeGreaterThan(0);
        for (const bucket of buckets) {
          expect(bucket.upper / bucket.lower).toBeCloseTo(growth, 12);
          expect(bucket.count).toBe(seen.filter((seconds) => isWithin(seconds, bucket)).length);
        }
      });

      const quantilesOfKinds = kinds.flatMap((kind) =>
        quantiles.map((quantile) => ({ ...kind, kind, quantile })),
      );

      test.each(quantilesOfKinds)(
        'gives histogram_quantile($quantile) of $method $route within the bucket error',
        async ({ kind, quantile }) => {
          const given = await prometheus.value(`histogram_quantile(${quantile}, ${ofKind(kind)})`);
          const truth = trueQuantile(quantile, observed(kind));

          expect(given).toBeGreaterThanOrEqual(truth / growth);
          expect(given).toBeLessThanOrEqual(truth * growth);
        },
      );

      test.each(quantiles)(
        'gives histogram_quantile(%d) of all routes together within the bucket error',
        async (quantile) => {
          const given = await prometheus.value(`histogram_quantile(${quantile}, sum(${selector}))`);
          const truth = trueQuantile(quantile, observed());

          expect(given).toBeGreaterThanOrEqual(truth / growth);
          expect(given).toBeLessThanOrEqual(truth * growth);
        },
      );

      function ofKind({ method, route }: DemoRequest): string {
        return `${durations}{job="protobuf",method="${method}",route="${route}"}`;
      }
    });

    describe('exemplars', () => {
      test('arrive with native histograms, at least one of each kind of request', async () => {
        const arrived = await prometheus.exemplars(`${durations}{job="protobuf"}`);

        for (const exemplar of arrived) {
          const { request, seconds } = answerOf(exemplar);
          expect(exemplar.series).toBe(seriesKey(durations, labelsOf(request)));
          expect(exemplar.value).toBeCloseTo(seconds, 12);
        }
        expect(new Set(arrived.map((exemplar) => answerOf(exemplar).request))).toEqual(
          new Set(kinds),
        );
      });

      test('arrive with classic buckets in OpenMetrics, each that is on the page', async () => {
        const page = readExemplars(await scrape(demo.metricsUrl, 'openmetrics'));
        const onPage = page.filter(({ series }) => series.startsWith(`${durations}_bucket`));

        const arrived = await prometheus.exemplars(`${durations}_bucket{job="openmetrics"}`);

        expect(arrived).toEqual(expect.arrayContaining(onPage));
        for (const exemplar of arrived) {
          const { request, seconds } = answerOf(exemplar);
          const bound = /le="([^"]+)"/.exec(exemplar.series)?.[1] ?? '';
          expect(exemplar.series).toBe(
            seriesKey(`${durations}_bucket`, { ...labelsOf(request), le: bound }),
          );
          expect(exemplar.value).toBeCloseTo(seconds, 12);
          expect(exemplar.value).toBeLessThanOrEqual(readValue(bound));
        }
        expect(new Set(onPage.map((exemplar) => answerOf(exemplar).request))).toEqual(
          new Set(kinds),
        );
      });

      test.each(['protobuf', 'openmetrics'])(
        'arrive with a counter, of the one time that it was increased, in the job %s',
        async (job) => {
          const arrived = await prometheus.exemplars(`${failedOrders}{job="${job}"}`);

          expect(arrived).toEqual([
            {
              series: seriesKey(failedOrders, {}),
              labels: { trace_id: expect.any(String) as string },
              value: 1,
              time: expect.any(Number) as number,
            },
          ]);
          expect(answerOf(arrived[0]!).body).toMatchObject({ id: lostOrder });
        },
      );

      /** The request that an exemplar tells of; throws where none was sent with its trace. */
      function answerOf({ labels }: SeenExemplar): TracedAnswer {
        const { trace_id: traceId, ...others } = labels;
        expect(others).toEqual({});
        const answer = answers.find((one) => one.traceId === traceId);
        if (answer === undefined) throw new Error(`no request had the trace ${String(traceId)}`);
        return answer;
      }
    });

    test('drops no page, and has nothing to say about them in its log', async () => {
      await expect(prometheus.dropped()).resolves.toEqual([]);
      expect(prometheus.complaints()).toEqual([]);
    });
  },
);

/** Of the series that a request is observed in. */
function labelsOf({ method, route }: DemoRequest): Record<string, string> {
  return { method, route };
}

function repeated(times: number, request: DemoRequest): DemoRequest[] {
  return Array<DemoRequest>(times).fill(request);
}

/** The value at the rank that Prometheus looks for: the lowest that so many are not above. */
function trueQuantile(quantile: number, sorted: readonly number[]): number {
  return sorted[Math.ceil(quantile * sorted.length) - 1] ?? NaN;
}

function isWithin(value: number, { lower, upper, includes }: QueriedBucket): boolean {
  const above = includes.lower ? value >= lower : value > lower;
  return above && (includes.upper ? value <= upper : value < upper);
}
