import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo, type DemoAddresses } from './demo-process.ts';
import { startExporter, type ExporterProcess } from './exporter-process.ts';
import { quantileOfBuckets, type Bucket } from './histogram-quantile.ts';
import { readPage, readValue, samplesOf, seriesKey } from './page-reader.ts';
import { sendPaced, type AnsweredRequest, type DemoRequest } from './paced-requests.ts';
import { needPrometheus, PrometheusServer, targetLabels } from './prometheus-server.ts';
import { scrape } from './scrape.ts';
import { startScrapeProxy, type ScrapeProxy } from './scrape-proxy.ts';
import { waitUntil } from './wait-until.ts';

/** One request of each kind; a cycle of these is sent over and over. */
const cycle: readonly DemoRequest[] = [
  { method: 'GET', path: '/products', route: '/products' },
  { method: 'GET', path: '/products/3', route: '/products/:id' },
  {
    method: 'GET',
    path: '/products/2/recommendations',
    route: '/products/:id/recommendations',
  },
  { method: 'POST', path: '/orders', route: '/orders', body: { productId: 'none' } },
  { method: 'GET', path: '/no/such/page', route: 'none' },
];
const perSecond = 25;
const trafficSeconds = 7;
/** Within the traffic, so that its beginning and end are not in it. */
const windowSeconds = 5;
const quantiles = [0.5, 0.9] as const;
/** What the traffic generator of the demo has under way at most. */
const customers = 4;

/** What Prometheus itself adds to the series of a target. */
const metaSeries =
  'up|scrape_duration_seconds|scrape_samples_scraped|scrape_samples_post_metric_relabeling|scrape_series_added';

describe.runIf(needPrometheus('scrapes of the demo and the exporter, by Prometheus'))(
  'Prometheus',
  () => {
    const cleanup = new AsyncDisposableStack();
    let demo: DemoAddresses;
    let busyDemo: DemoAddresses;
    let exporter: ExporterProcess;
    let asPrometheusAsks: ScrapeProxy;
    let inText: ScrapeProxy;
    let prometheus: PrometheusServer;
    /** All requests that the demo without traffic of its own has had. */
    let answered: readonly AnsweredRequest[];
    /** Unix time in seconds, within the last second of the traffic. */
    let endOfWindow: number;

    beforeAll(async () => {
      demo = cleanup.use(await startDemo({ traffic: false }));
      busyDemo = cleanup.use(await startDemo({ traffic: true }));
      exporter = cleanup.use(await startExporter());
      asPrometheusAsks = cleanup.use(await startScrapeProxy(demo.metricsUrl));
      inText = cleanup.use(await startScrapeProxy(demo.metricsUrl, 'text/plain'));
      prometheus = cleanup.use(
        await PrometheusServer.start([
          { name: 'demo', url: asPrometheusAsks.url },
          { name: 'demo in text', url: inText.url },
          { name: 'demo twice a second', url: demo.metricsUrl, interval: '500ms' },
          { name: 'busy demo', url: busyDemo.metricsUrl },
          { name: 'exporter', url: exporter.metricsUrl },
          { name: 'exporter of the demo', url: demo.exporterMetricsUrl },
        ]),
      );
      // Series of counters are there before the traffic, so that rate() sees all of it.
      const first = await sendPaced(demo.shopUrl, cycle, Infinity);
      await waitUntil('Prometheus has the first requests', async () => {
        const counts = await prometheus.query('sum by (job) (http_requests_total{job=~"demo.*"})');
        const complete = counts.filter(({ points }) => points[0]?.value === first.length);
        return complete.length === 3 || undefined;
      });
      const requests = Array.from(
        { length: perSecond * trafficSeconds },
        (_, index) => cycle[index % cycle.length] as DemoRequest,
      );
      const rest = await sendPaced(demo.shopUrl, requests, perSecond);
      endOfWindow = Date.now() / 1000 - 0.5;
      answered = [...first, ...rest];
    });

    afterAll(() => cleanup.disposeAsync());

    const jobs = [
      'demo',
      'demo in text',
      'demo twice a second',
      'busy demo',
      'exporter',
      'exporter of the demo',
    ];

    test('sees every target up, in every scrape', async () => {
      const up = await prometheus.query('min by (job) (min_over_time(up[5m]))');

      expect(up.map(({ labels, points }) => [labels['job'], points[0]?.value]).sort()).toEqual(
        jobs.map((job) => [job, 1]).sort(),
      );
      for (const target of await prometheus.targets()) {
        expect(target).toMatchObject({ health: 'up', lastError: '' });
      }
    });

    test('drops no page and no sample, and has nothing to say about them in its log', async () => {
      await expect(prometheus.dropped()).resolves.toEqual([]);
      expect(prometheus.complaints()).toEqual([]);
      await expect(
        prometheus.query('scrape_samples_scraped != scrape_samples_post_metric_relabeling'),
      ).resolves.toEqual([]);
    });

    const pageOf: Readonly<Record<string, () => string>> = {
      demo: () => demo.metricsUrl,
      'busy demo': () => busyDemo.metricsUrl,
      exporter: () => exporter.metricsUrl,
      'exporter of the demo': () => demo.exporterMetricsUrl,
    };

    test.each(Object.keys(pageOf))(
      'knows the type, help and unit of each family on the page of the %s',
      async (job) => {
        const page = await scrape(pageOf[job]!(), 'openmetrics');
        const families = readPage(page, 'openmetrics').map(({ name, type, help, unit }) => ({
          metric: name,
          type,
          help,
          unit,
        }));

        const known = (await prometheus.metadata(job)).map(({ metric, type, help, unit }) => ({
          metric,
          type,
          help,
          unit,
        }));

        expect(byName(known)).toEqual(byName(families));
      },
    );

    test.each(['demo', 'exporter'])(
      'has each series of the page of the %s, and no other',
      async (job) => {
        await waitUntil(`the series of the ${job} are those of its page`, async () => {
          const page = await scrape(pageOf[job]!(), 'openmetrics');
          const onPage = samplesOf(readPage(page, 'openmetrics'))
            .map(({ name, labels }) => seriesKey(name, withoutEmpty(labels)))
            .filter((key) => !key.startsWith(comesAndGoes));
          const stored = (await seriesOf(job)).filter((key) => !key.startsWith(comesAndGoes));
          expect(stored).toEqual(onPage.sort());
          return true;
        });
      },
    );

    test('has the same series of the demo from text as from OpenMetrics', async () => {
      // Prometheus 2 keeps a bound as it is written: `1` in text, `1.0` in OpenMetrics.
      const asInText = (key: string): string => key.replace(/(le="\d+)\.0"/, '$1"');
      await waitUntil('the series from both are the same', async () => {
        const fromOpenMetrics = (await seriesOf('demo')).map(asInText).sort();
        expect(await seriesOf('demo in text')).toEqual(fromOpenMetrics);
        return true;
      });
    });

    test('asks for OpenMetrics and gzip, tells its timeout, and gets OpenMetrics and gzip', () => {
      expect(asPrometheusAsks.seen.length).toBeGreaterThan(trafficSeconds - 2);
      for (const { asked, answered } of asPrometheusAsks.seen) {
        expect(asked).toMatchObject({
          accept: expect.stringMatching(
            /^application\/openmetrics-text;version=1\.0\.0,/,
          ) as string,
          'accept-encoding': 'gzip',
          'x-prometheus-scrape-timeout-seconds': '1',
        });
        expect(answered).toMatchObject({
          'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
          'content-encoding': 'gzip',
        });
      }
    });

    test('gets text where text is asked for', () => {
      expect(inText.seen.length).toBeGreaterThan(trafficSeconds - 2);
      for (const { answered } of inText.seen) {
        expect(answered['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      }
    });

    test.each(['demo', 'demo in text', 'demo twice a second'])(
      'counts exactly the requests that were sent, in the job %s',
      async (job) => {
        const sent = new Map<string, number>();
        for (const { request, status } of answered) {
          const key = `${request.method} ${request.route} ${status}`;
          sent.set(key, (sent.get(key) ?? 0) + 1);
        }

        await waitUntil('the last requests are scraped', async () => {
          const counts = await prometheus.query(`http_requests_total{job="${job}"}`);
          const counted = counts.map(({ labels, points }) => [
            `${labels['method']} ${labels['route']} ${labels['status']}`,
            points[0]?.value,
          ]);
          expect(new Map(counted as [string, number][])).toEqual(sent);
          return true;
        });
      },
    );

    test.each(['demo', 'demo twice a second'])(
      'gives as rate() of the requests the pace at which they were sent, in the job %s',
      async (job) => {
        const selector = `http_requests_total{job="${job}",route="/products"}`;
        const rate = await prometheus.value(`rate(${selector}[${windowSeconds}s])`, endOfWindow);
        const all = await prometheus.value(
          `sum(rate(http_requests_total{job="${job}"}[${windowSeconds}s]))`,
          endOfWindow,
        );
        const [raw] = await prometheus.query(`${selector}[${windowSeconds}s]`, endOfWindow);
        const [first, last] = [raw?.points[0], raw?.points.at(-1)];
        if (first === undefined || last === undefined) throw new Error('no samples in the window');
        const between = answered.filter(
          ({ answeredAt }) => answeredAt >= first.time && answeredAt <= last.time,
        );

        expect(rate).toBeCloseTo((last.value - first.value) / (last.time - first.time), 2);
        // A page is made some time after the time that Prometheus gives its samples.
        const pace = between.length / (last.time - first.time);
        expect(all).toBeGreaterThan(0.85 * pace);
        expect(all).toBeLessThan(1.15 * pace);
      },
    );

    describe('sees the durations that the clients saw', () => {
      const bucketsSelector = ({ method, route }: DemoRequest): string =>
        `http_request_duration_seconds_bucket{job="demo",method="${method}",route="${route}"}`;
      const bucketsOf = async (request: DemoRequest): Promise<Bucket[]> => {
        const series = await prometheus.query(bucketsSelector(request));
        return series
          .map(({ labels, points }) => ({
            upperBound: readValue(labels['le'] ?? ''),
            count: points[0]?.value ?? NaN,
          }))
          .sort((a, b) => a.upperBound - b.upperBound);
      };
      const clientSeconds = (wanted: DemoRequest): number[] =>
        answered
          .filter(({ request }) => request === wanted)
          .map(({ seconds }) => seconds)
          .sort((a, b) => a - b);
      const quantilesOfRequests = cycle.flatMap((request) =>
        quantiles.map((quantile) => ({ ...request, request, quantile })),
      );

      test.each(cycle)('in the buckets of $method $route, none of them longer', async (request) => {
        const seen = clientSeconds(request);
        const buckets = await waitUntil('the last requests are scraped', async () => {
          const scraped = await bucketsOf(request);
          expect(scraped.at(-1)).toEqual({ upperBound: Infinity, count: seen.length });
          return scraped;
        });

        for (const { upperBound, count } of buckets) {
          const within = seen.filter((seconds) => seconds <= upperBound).length;
          expect(count).toBeGreaterThanOrEqual(within);
        }
      });

      test.each(quantilesOfRequests)(
        'in histogram_quantile($quantile) of $method $route over the window, by its buckets',
        async ({ request, quantile }) => {
          const selector = `${bucketsSelector(request)}[${windowSeconds}s]`;
          // rate() extrapolates each bucket by itself, so its rates are taken as it gives them.
          const rates = await prometheus.query(`rate(${selector})`, endOfWindow);
          const buckets = rates.map(({ labels, points }) => ({
            upperBound: readValue(labels['le'] ?? ''),
            count: points[0]?.value ?? NaN,
          }));

          const given = await prometheus.value(
            `histogram_quantile(${quantile}, rate(${selector}))`,
            endOfWindow,
          );

          expect((given ?? NaN) / quantileOfBuckets(quantile, buckets)).toBeCloseTo(1, 9);
        },
      );

      test.each(quantilesOfRequests)(
        'in histogram_quantile($quantile) of all $method $route, by what the clients measured',
        async ({ request, quantile }) => {
          const seen = clientSeconds(request);
          const longest = seen[Math.ceil(quantile * seen.length) - 1] ?? NaN;
          const buckets = await bucketsOf(request);
          const rightBucket = buckets.find(({ upperBound }) => upperBound >= longest);

          const given = await prometheus.value(
            `histogram_quantile(${quantile}, ${bucketsSelector(request)})`,
          );

          expect(given).toBeGreaterThan(shortestSeconds(request, quantile));
          expect(given).toBeLessThanOrEqual(rightBucket?.upperBound ?? NaN);
        },
      );
    });

    test('sees the requests of the traffic generator as the generator counted them', async () => {
      const at = await waitUntil('the generator has made 50 requests', async () => {
        const made = await prometheus.query('sum(traffic_requests_total{job="busy demo"})');
        const point = made[0]?.points[0];
        return point !== undefined && point.value >= 50 ? point.time : undefined;
      });
      const by = 'sum by (method, route, status)';
      const served = await prometheus.query(`${by} (http_requests_total{job="busy demo"})`, at);
      const made = await prometheus.query(`${by} (traffic_requests_total{job="busy demo"})`, at);

      const counts = new Map(
        made.map(({ labels, points }) => [seriesKey('', labels), points[0]?.value ?? NaN]),
      );
      const ahead = served.map(
        ({ labels, points }) =>
          (points[0]?.value ?? NaN) - (counts.get(seriesKey('', labels)) ?? 0),
      );
      expect(served.length).toBeGreaterThanOrEqual(counts.size);
      expect(served.length).toBeGreaterThan(5);
      for (const difference of ahead) expect(difference).toBeGreaterThanOrEqual(0);
      expect(ahead.reduce((sum, difference) => sum + difference)).toBeLessThanOrEqual(customers);
    });

    async function seriesOf(job: string): Promise<string[]> {
      const series = await prometheus.query(`{job="${job}",__name__!~"${metaSeries}"}`);
      return series
        .map(({ labels: { __name__: name = '', ...labels } }) => {
          const own = Object.entries(labels).filter(([label]) => !targetLabels.has(label));
          return seriesKey(name, Object.fromEntries(own));
        })
        .sort();
    }
  },
);

/** As the machine is read at the moment, or not. */
const comesAndGoes = 'nodejs_active_resources{type="FSReq';

/** To Prometheus, an empty label is none. */
function withoutEmpty(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

function byName<Known extends { metric: string }>(known: readonly Known[]): Known[] {
  return [...known].sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

/** Recommendations take the demo from 10 to 90 ms, all in between equally often. */
function shortestSeconds({ route }: DemoRequest, quantile: (typeof quantiles)[number]): number {
  if (route !== '/products/:id/recommendations') return 0;
  return { 0.5: 0.025, 0.9: 0.05 }[quantile];
}
