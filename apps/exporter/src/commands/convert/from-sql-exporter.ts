import {
  Conversion,
  freeName,
  given,
  labelsOf,
  listOf,
  settingsOf,
  textOf,
  textsOf,
  type Settings,
} from './conversion.ts';
import { dataSource } from './data-source.ts';
import { timeOf } from './time-of.ts';

/** Converts a configuration of burningalchemist's sql_exporter, with the texts of its collector files. */
export function fromSqlExporter(file: unknown, collectorFiles: readonly unknown[]): Conversion {
  const conversion = new Conversion();
  const whole = settingsOf('the file', file);
  conversion.expectKeys('the file', whole, [
    'global',
    'target',
    'jobs',
    'collectors',
    'collector_files',
  ]);
  const { global, target, jobs, collectors } = whole;
  const limits = convertGlobal(settingsOf('global', global), conversion);
  /** Which sources ask a collector. */
  const asked: { readonly collectors: readonly string[]; readonly sources: readonly string[] }[] =
    [];
  if (target !== undefined) {
    const settings = settingsOf('target', target);
    conversion.expectKeys('target', settings, [
      'name',
      'data_source_name',
      'collectors',
      'enable_ping',
    ]);
    const name = typeof settings['name'] === 'string' ? settings['name'] : undefined;
    const source = addSource(name ?? 'target', settings['data_source_name'], {
      conversion,
      limits,
      labels: name === undefined ? undefined : { target: name },
    });
    asked.push({
      collectors: textsOf('target: collectors', settings['collectors']) ?? [],
      sources: source,
    });
  }
  for (const item of listOf('jobs', jobs)) {
    const job = settingsOf('a job', item);
    const name = textOf('the name of a job', job['job_name']);
    conversion.expectKeys(`job ${name}`, job, [
      'job_name',
      'collectors',
      'static_configs',
      'enable_ping',
    ]);
    const sources = listOf(`job ${name}: static_configs`, job['static_configs']).flatMap(
      (config) => {
        const { targets, labels, ...others } = settingsOf(`job ${name}: static_configs`, config);
        conversion.expectKeys(`job ${name}: static_configs`, others, []);
        return Object.entries(settingsOf(`job ${name}: targets`, targets)).flatMap(([key, dsn]) =>
          addSource(key, dsn, {
            conversion,
            limits,
            labels: { job: name, target: key, ...labelsOf(`job ${name}: labels`, labels) },
          }),
        );
      },
    );
    asked.push({
      collectors: textsOf(`job ${name}: collectors`, job['collectors']) ?? [],
      sources,
    });
  }
  for (const item of [...listOf('collectors', collectors), ...collectorFiles]) {
    const collector = settingsOf('a collector', item);
    const name = textOf('the name of a collector', collector['collector_name']);
    const sources = asked
      .filter(({ collectors: patterns }) => patterns.some((pattern) => matches(pattern, name)))
      .flatMap((one) => one.sources);
    convertCollector(name, collector, { conversion, sources, ttl: limits.ttl });
  }
  return conversion;
}

interface Limits {
  readonly connections: number | undefined;
  readonly ttl: string | undefined;
}

function convertGlobal(global: Settings, conversion: Conversion): Limits {
  conversion.expectKeys('global', global, [
    'scrape_timeout',
    'scrape_timeout_offset',
    'min_interval',
    'max_connections',
    // A pool keeps what it has opened, up to its limit.
    'max_idle_connections',
  ]);
  const time = (key: string): string | undefined =>
    timeOf(`global: ${key}`, global[key], conversion);
  conversion.global = given({
    scrape_timeout: time('scrape_timeout'),
    scrape_timeout_offset: time('scrape_timeout_offset'),
  });
  const connections = global['max_connections'];
  return {
    connections: typeof connections === 'number' && connections > 0 ? connections : undefined,
    ttl: time('min_interval'),
  };
}

interface SourceContext {
  readonly conversion: Conversion;
  readonly limits: Limits;
  readonly labels: Settings | undefined;
}

/** The name of the source that was added; none where its type is not known. */
function addSource(
  wanted: string,
  dsn: unknown,
  { conversion, limits, labels }: SourceContext,
): readonly string[] {
  const name = freeName(wanted, conversion.sources);
  const { settings } = dataSource(name, textOf(`the data source of ${name}`, dsn), conversion);
  if (settings === undefined) return [];
  conversion.sources[name] = given({ ...settings, max_connections: limits.connections, labels });
  return [name];
}

interface CollectorContext {
  readonly conversion: Conversion;
  readonly sources: readonly string[];
  readonly ttl: string | undefined;
}

/** Makes a collector of each query: the metrics of one query are collected together. */
function convertCollector(
  name: string,
  collector: Settings,
  { conversion, sources, ttl }: CollectorContext,
): void {
  const where = `collector ${name}`;
  conversion.expectKeys(where, collector, ['collector_name', 'min_interval', 'metrics', 'queries']);
  if (sources.length === 0) {
    conversion.note(`${where} is asked of no source that was converted, and was left out.`);
    return;
  }
  const queries = new Map(
    listOf(`${where}: queries`, collector['queries']).map((item) => {
      const query = settingsOf(`${where}: a query`, item);
      const queryName = textOf(`${where}: the name of a query`, query['query_name']);
      conversion.expectKeys(`${where}, query ${queryName}`, query, [
        'query_name',
        'query',
        'no_prepared_statement',
      ]);
      return [queryName, textOf(`${where}, query ${queryName}`, query['query'])];
    }),
  );
  /** The metrics of each query, by what names it: a named query, or the metric that has it. */
  const groups = new Map<string, { readonly query: string; readonly metrics: Settings[] }>();
  for (const item of listOf(`${where}: metrics`, collector['metrics'])) {
    const metric = settingsOf(`${where}: a metric`, item);
    const metricName = textOf(`${where}: the name of a metric`, metric['metric_name']);
    const ref = typeof metric['query_ref'] === 'string' ? metric['query_ref'] : undefined;
    const text = ref === undefined ? metric['query'] : queries.get(ref);
    const query = textOf(`${where}, metric ${metricName}: the query`, text);
    const group = groups.get(ref ?? metricName) ?? { query, metrics: [] };
    group.metrics.push(
      convertMetric(`${where}, metric ${metricName}`, metricName, metric, conversion),
    );
    groups.set(ref ?? metricName, group);
  }
  const cacheTtl = timeOf(`${where}: min_interval`, collector['min_interval'], conversion) ?? ttl;
  for (const [part, { query, metrics }] of groups) {
    const isAlone = groups.size === 1;
    const unique = freeName(isAlone ? name : `${name}.${part}`, {
      ...conversion.sources,
      ...conversion.collectors,
    });
    conversion.collectors[unique] = given({
      source: sources.length === 1 ? sources[0] : sources,
      cache_ttl: cacheTtl,
      query,
      metrics,
    });
  }
}

function convertMetric(
  where: string,
  name: string,
  metric: Settings,
  conversion: Conversion,
): Settings {
  conversion.expectKeys(where, metric, [
    'metric_name',
    'type',
    'help',
    'key_labels',
    'static_labels',
    'values',
    'value_label',
    'static_value',
    'timestamp_value',
    'query',
    'query_ref',
    'no_prepared_statement',
  ]);
  const values = textsOf(`${where}: values`, metric['values']);
  return given({
    type: textOf(`${where}: type`, metric['type']).toLowerCase(),
    name,
    help: textOf(`${where}: help`, metric['help']),
    key_labels: textsOf(`${where}: key_labels`, metric['key_labels']),
    static_labels: labelsOf(`${where}: static_labels`, metric['static_labels']),
    values,
    value_label: metric['value_label'] ?? undefined,
    static_value: metric['static_value'] ?? undefined,
    timestamp: metric['timestamp_value'] ?? undefined,
  });
}

/** Whether a name is meant by a pattern with `*` and `?`. */
function matches(pattern: string, name: string): boolean {
  return wildcard(pattern).test(name);
}

/** A pattern of file names or of names, as a regular expression. */
export function wildcard(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${text}$`);
}
