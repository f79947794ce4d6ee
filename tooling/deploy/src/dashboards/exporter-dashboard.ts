import { chosen, dashboard } from './dashboard.ts';
import { graph, stat, timeline, type Threshold } from './panel.ts';

const badAboveZero: readonly Threshold[] = [{ color: 'green' }, { value: 1, color: 'red' }];
const goodAtOne: readonly Threshold[] = [{ color: 'red' }, { value: 1, color: 'green' }];

/** telltale-exporter: what it collects, from where, and how it is scraped. */
export const exporterDashboard = dashboard({
  uid: 'telltale-exporter',
  title: 'Telltale / Exporter',
  description: 'Collectors, sources and scrapes of telltale-exporter.',
  metrics: ['exporter_build_info'],
  sections: [
    {
      title: 'Now',
      panels: [
        stat({
          title: 'Exporters that answer',
          description: 'Targets that Prometheus could scrape the last time it tried.',
          unit: 'short',
          queries: [
            {
              query: `sum(up{${chosen}} * on (job, instance) group_left () group by (job, instance) (last_over_time(exporter_build_info[1h])))`,
              legend: 'up',
            },
          ],
        }),
        stat({
          title: 'Collectors that fail',
          description:
            'Collectors whose last collection was not whole. Their series are missing or old.',
          unit: 'short',
          queries: [
            { query: `count(exporter_collector_success{${chosen}} == 0) or vector(0)`, legend: '' },
          ],
          thresholds: badAboveZero,
        }),
        stat({
          title: 'Sources that are down',
          description: 'Databases, services and the like that did not answer the last time.',
          unit: 'short',
          queries: [
            { query: `count(exporter_source_up{${chosen}} == 0) or vector(0)`, legend: '' },
          ],
          thresholds: badAboveZero,
        }),
        stat({
          title: 'Configuration',
          description: 'Whether the configuration that is there is the one that is served.',
          unit: 'short',
          queries: [
            { query: `min(exporter_config_last_reload_successful{${chosen}})`, legend: '' },
          ],
          thresholds: goodAtOne,
          texts: { 0: 'refused', 1: 'loaded' },
        }),
        stat({
          title: 'Series',
          description: 'Series of all collectors together.',
          unit: 'short',
          queries: [{ query: `sum(exporter_collector_series{${chosen}})`, legend: '' }],
        }),
        stat({
          title: 'Versions',
          description: 'How many exporters run which version, on which Node.js.',
          unit: 'short',
          queries: [
            {
              query: `count by (version, node) (exporter_build_info{${chosen}})`,
              legend: '{{version}} on {{node}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Collections',
      panels: [
        timeline({
          title: 'Success',
          description: 'Whether each collection of a collector was whole.',
          unit: 'short',
          queries: [
            {
              query: `exporter_collector_success{${chosen}}`,
              legend: '{{collector}} {{instance}}',
            },
          ],
          thresholds: goodAtOne,
          texts: { 0: 'failed', 1: 'whole' },
        }),
        graph({
          title: 'Errors',
          description:
            'Collections that failed, by cause: error (the source), timeout (the deadline), conflict (with another collector), invalid (rows that are not as expected).',
          unit: 'ops',
          queries: [
            {
              query: `sum by (cause) (rate(exporter_collection_errors_total{${chosen}}[$__rate_interval]))`,
              legend: '{{cause}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Mean duration',
          description: 'How long a collection takes on average.',
          unit: 's',
          queries: [
            {
              query: `sum by (collector) (rate(exporter_collection_duration_seconds_sum{${chosen}}[$__rate_interval])) / sum by (collector) (rate(exporter_collection_duration_seconds_count{${chosen}}[$__rate_interval]))`,
              legend: '{{collector}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Duration, 99th percentile',
          description:
            'What 99 of 100 collections stay below. It has to stay well below the timeout of a scrape, or metrics are missing.',
          unit: 's',
          queries: [
            {
              query: `histogram_quantile(0.99, sum by (collector, le) (rate(exporter_collection_duration_seconds_bucket{${chosen}}[$__rate_interval])))`,
              legend: '{{collector}}',
            },
          ],
          thresholds: [{ color: 'green' }, { value: 5, color: 'red' }],
          min: 0,
        }),
        graph({
          title: 'Since the last success',
          description: 'How long ago each collector last collected without a failure.',
          unit: 's',
          queries: [
            {
              query: `time() - exporter_last_success_timestamp_seconds{${chosen}}`,
              legend: '{{collector}} {{instance}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Age of kept results',
          description:
            'How old what is shown is, of collectors with a schedule of their own or a cache.',
          unit: 's',
          queries: [
            {
              query: `exporter_collector_age_seconds{${chosen}}`,
              legend: '{{collector}} {{instance}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Series',
          description: 'How many series each collector gives. A jump is a label that explodes.',
          unit: 'short',
          queries: [
            {
              query: `sum by (collector) (exporter_collector_series{${chosen}})`,
              legend: '{{collector}}',
            },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Series that were dropped',
          description: 'Series over the series_limit of a collector. Any is too many.',
          unit: 'ops',
          queries: [
            {
              query: `sum by (collector) (rate(exporter_collector_series_dropped_total{${chosen}}[$__rate_interval]))`,
              legend: '{{collector}}',
            },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'Sources',
      panels: [
        timeline({
          title: 'Sources',
          description: 'Whether each source answered when it was last asked.',
          unit: 'short',
          queries: [{ query: `exporter_source_up{${chosen}}`, legend: '{{source}} {{instance}}' }],
          thresholds: goodAtOne,
          texts: { 0: 'down', 1: 'up' },
        }),
        graph({
          title: 'Connections',
          description: 'Connections to databases: open ones, idle ones among them, and the limit.',
          unit: 'short',
          queries: [
            {
              query: `sum by (source) (exporter_source_pool_open_connections{${chosen}})`,
              legend: '{{source}} open',
            },
            {
              query: `sum by (source) (exporter_source_pool_idle_connections{${chosen}})`,
              legend: '{{source}} idle',
            },
            {
              query: `sum by (source) (exporter_source_pool_max_connections{${chosen}})`,
              legend: '{{source}} limit',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Queries that wait',
          description: 'Queries that wait for a connection. Lasting ones need max_connections.',
          unit: 'short',
          queries: [
            {
              query: `sum by (source) (exporter_source_pool_waiting_queries{${chosen}})`,
              legend: '{{source}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Rows',
          description: 'How many rows the last query of each collector gave.',
          unit: 'short',
          queries: [
            {
              query: `sum by (collector) (exporter_collector_rows{${chosen}})`,
              legend: '{{collector}}',
            },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'Scrapes',
      panels: [
        graph({
          title: 'Answers',
          description:
            'Scrapes that were answered, by status. 503 is more of them at the same time than --web.max-requests, 500 a page that could not be made.',
          unit: 'reqps',
          queries: [
            {
              query: `sum by (code) (rate(promhttp_metric_handler_requests_total{${chosen}}[$__rate_interval]))`,
              legend: '{{code}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Duration, as Prometheus sees it',
          description: 'From the request to the end of the answer.',
          unit: 's',
          queries: [
            {
              query: `scrape_duration_seconds{${chosen}} and on (job, instance) exporter_build_info`,
              legend: '{{job}} {{instance}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Samples',
          description: 'Samples on the page, those of the exporter itself included.',
          unit: 'short',
          queries: [
            {
              query: `scrape_samples_scraped{${chosen}} and on (job, instance) exporter_build_info`,
              legend: '{{job}} {{instance}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'At the same time',
          description: 'Scrapes that are being answered.',
          unit: 'short',
          queries: [
            {
              query: `promhttp_metric_handler_requests_in_flight{${chosen}}`,
              legend: '{{instance}}',
            },
          ],
          min: 0,
        }),
      ],
    },
  ],
});
