import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { repository, run } from '../../src/repository.ts';
import { startDemo, type DemoAddresses } from '../demo-process.ts';
import { ConfiguredExporter } from '../exporter/configured-exporter.ts';
import { makeCertificate, needOpenssl } from '../make-certificate.ts';
import { needPrometheus, PrometheusServer, type QueriedSeries } from '../prometheus-server.ts';
import { waitUntil } from '../wait-until.ts';
import { dashboardQueries, ruleFiles, rulesOf, variableQueries } from './deploy-files.ts';

/** Everything that a query of a dashboard or rule asks for: what works, what fails, what is too much. */
const configuration = `
sources:
  machine: { type: host }
  orders_db: { type: sqlite, path: ./orders.db }
  gone: { type: sqlite, path: ./gone.db }
collectors:
  orders:
    source: orders_db
    mode: interval
    interval: 1s
    query: SELECT id, amount FROM orders
    metrics:
      - { type: gauge, name: order_amount, help: Amounts., key_labels: [id], values: amount }
  too_many:
    source: orders_db
    series_limit: 1
    query: SELECT id, amount FROM orders
    metrics:
      - { type: gauge, name: order_value, help: Amounts., key_labels: [id], values: amount }
  failing:
    source: gone
    query: SELECT 1 AS one
    metrics:
      - { type: gauge, name: one, help: One., values: one }
`;

const usesAddon = process.platform === 'linux' && process.arch === 'x64';
const hasPrograms =
  needPrometheus('queries of dashboards and rules') &&
  needOpenssl('queries of dashboards and rules') &&
  need({
    what: 'queries on the memory allocator',
    command: ['gcc', '--version'],
    install: 'apt-get install gcc libc6-dev',
  });

describe.runIf(hasPrograms && usesAddon)(
  'Prometheus, having scraped an exporter and the demo',
  () => {
    const cleanup = new AsyncDisposableStack();
    let demo: DemoAddresses;
    let prometheus: PrometheusServer;

    beforeAll(async () => {
      run(repository, 'npm', 'run', '--silent', 'addon');
      const folder = await mkdtemp(join(tmpdir(), 'telltale-queries-'));
      cleanup.defer(() => rm(folder, { recursive: true }));
      const webConfig = join(folder, 'web.yaml');
      makeCertificate(folder);
      await writeFile(webConfig, 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }');
      const exporter = cleanup.use(
        await ConfiguredExporter.start(configuration, {
          files: { 'orders.db': '' },
          args: [`--web.config.file=${webConfig}`],
        }),
      );
      const database = new DatabaseSync(join(exporter.folder, 'orders.db'));
      database.exec(
        'CREATE TABLE orders (id, amount); INSERT INTO orders VALUES (1, 5), (2, NULL)',
      );
      database.close();
      demo = cleanup.use(await startDemo({ traffic: true }));
      prometheus = cleanup.use(
        await PrometheusServer.start(
          [
            {
              name: 'telltale',
              url: new URL('/metrics', exporter.origin).href,
              config: {
                tls_config: { ca_file: join(folder, 'cert.pem'), server_name: 'localhost' },
              },
            },
            { name: 'telltale-shop', url: demo.exporterMetricsUrl },
            { name: 'shop', url: demo.metricsUrl },
          ],
          { ruleFiles },
        ),
      );
      // A tenth of these is refused by a service behind the shop, which makes it an error of the shop.
      const recommendations = new URL('/products/1/recommendations', demo.shopUrl);
      await Promise.all(Array.from({ length: 20 }, () => fetch(recommendations)));
      await waitUntil('three scrapes of each', async () => {
        const counts = await prometheus.query('count_over_time(up[1m]) >= 3');
        return counts.length === 3 || undefined;
      });
    });

    afterAll(() => cleanup.disposeAsync());

    /** What a query gives, as soon as it gives something. */
    const answer = (query: string): Promise<QueriedSeries[]> =>
      waitUntil(
        query,
        async () => {
          const series = await prometheus.query(query);
          return series.length > 0 ? series : undefined;
        },
        { withinMs: 10_000, everyMs: 250 },
      );

    test.each(dashboardQueries())('gives data for $where: $query', async ({ query, legend }) => {
      // A zero that stands in for what is not there would hide a name that is wrong.
      const series = await answer(query.replaceAll(' or vector(0)', ''));

      const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(Object.keys(series[0]!.labels)).toEqual(expect.arrayContaining(named));
    });

    test.each(variableQueries())('has values of $where', async ({ selector, label }) => {
      const series = await answer(`group by (${label}) (${selector})`);

      expect(series.map(({ labels }) => labels[label])).not.toContain(undefined);
    });

    const rules = ruleFiles.flatMap(rulesOf);

    test.each(rules.flatMap(({ record }) => (record === undefined ? [] : [{ record }])))(
      'records $record',
      async ({ record }) => {
        await expect(answer(record)).resolves.not.toEqual([]);
      },
    );

    const alerts = rules.flatMap(({ alert, expr, annotations = {} }) =>
      alert === undefined ? [] : [{ alert, expr, annotations }],
    );

    test.each(alerts)('has what $alert is about', async ({ expr, annotations }) => {
      // With `or`, one side could hide that the other never gives anything.
      expect(expr).not.toMatch(/\bor\b/);
      const series = await answer(withoutComparisons(expr));

      const named = Object.values(annotations).flatMap((text) =>
        [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label),
      );
      expect(Object.keys(series[0]!.labels)).toEqual(expect.arrayContaining(named));
    });
  },
);

/** An expression that gives a series whether it would fire or not. */
function withoutComparisons(expression: string): string {
  return expression.replaceAll(/\s(?:==|[<>]=?)\s*[\d.]+/g, '');
}
