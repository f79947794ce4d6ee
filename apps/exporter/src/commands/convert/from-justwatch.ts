import { Conversion, freeName, given, listOf, settingsOf, textOf, textsOf } from './conversion.ts';
import { dataSource } from './data-source.ts';
import { timeOf } from './time-of.ts';

/** Converts a configuration of justwatch's sql_exporter: the same series come of it. */
export function fromJustwatch(file: unknown): Conversion {
  const conversion = new Conversion();
  const { jobs, queries, ...rest } = settingsOf('the file', file);
  conversion.expectKeys('the file', rest, []);
  const named = settingsOf('queries', queries);
  /** The name of the source of each connection. */
  const sources = new Map<string, string | undefined>();
  for (const [index, job] of listOf('jobs', jobs).entries()) {
    convertJob(settingsOf(`jobs[${index}]`, job), { conversion, named, sources });
  }
  return conversion;
}

interface Context {
  readonly conversion: Conversion;
  readonly named: Readonly<Record<string, unknown>>;
  readonly sources: Map<string, string | undefined>;
}

function convertJob(job: Readonly<Record<string, unknown>>, context: Context): void {
  const { conversion, sources } = context;
  const name = textOf('the name of a job', job['name']);
  const where = `job ${name}`;
  conversion.expectKeys(where, job, [
    'name',
    'interval',
    'cron_schedule',
    'connections',
    'queries',
    // Connections are kept anyway.
    'keepalive',
  ]);
  const used = listOf(`${where}: connections`, job['connections']).map((connection) =>
    sourceOf(name, textOf(`${where}: a connection`, connection), { conversion, sources }),
  );
  const asked = used.filter((source) => source !== undefined);
  if (asked.length === 0) {
    conversion.note(`${where} has no source that can be asked, and was left out.`);
    return;
  }
  const cron = typeof job['cron_schedule'] === 'string' ? job['cron_schedule'] : undefined;
  const interval =
    cron === undefined ? timeOf(`${where}: interval`, job['interval'], conversion) : undefined;
  const mode = cron === undefined ? (interval === undefined ? undefined : 'interval') : 'cron';
  for (const item of listOf(`${where}: queries`, job['queries'])) {
    const query = settingsOf(`${where}: a query`, item);
    const queryName = textOf(`${where}: the name of a query`, query['name']);
    const at = `${where}, query ${queryName}`;
    conversion.expectKeys(at, query, [
      'name',
      'help',
      'labels',
      'values',
      'query',
      'query_ref',
      'allow_zero_rows',
    ]);
    const ref = query['query_ref'];
    const text = typeof ref === 'string' ? context.named[ref] : query['query'];
    const unique = freeName(`${name}_${queryName}`, conversion.collectors);
    conversion.collectors[unique] = given({
      source: asked.length === 1 ? asked[0] : asked,
      mode,
      interval,
      cron,
      query: textOf(`${at}: the query`, text),
      on_empty: query['allow_zero_rows'] === true ? undefined : 'error',
      metrics: [
        given({
          type: 'gauge',
          name: `sql_${queryName}`,
          help: typeof query['help'] === 'string' ? query['help'] : '',
          key_labels: textsOf(`${at}: labels`, query['labels']),
          static_labels: { sql_job: name },
          values: textsOf(`${at}: values`, query['values']),
          value_label: 'col',
        }),
      ],
    });
  }
}

/** The source of a connection, which several jobs may share. */
function sourceOf(
  job: string,
  connection: string,
  { conversion, sources }: Pick<Context, 'conversion' | 'sources'>,
): string | undefined {
  if (sources.has(connection)) return sources.get(connection);
  const name = freeName(job, conversion.sources);
  const { settings, driver, host, database, user } = dataSource(name, connection, conversion);
  if (settings !== undefined) {
    conversion.sources[name] = { ...settings, labels: { driver, host, database, user } };
  }
  const made = settings === undefined ? undefined : name;
  sources.set(connection, made);
  return made;
}
