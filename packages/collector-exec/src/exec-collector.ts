import { parse } from '@telltale/exposition';
import { MetricError, type Collector } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { rowCollector, type RowCollectorOptions } from '@telltale/rows';
import { collectorOfSource } from '@telltale/rows/internal';
import type { ExecOptions } from './exec-options.ts';
import { checkCommand, checkQuery, type ExecCommand, type ExecQuery } from './exec-query.ts';
import { execSource, runsOf, type ExecSource } from './exec-source.ts';

/** A command that prints metrics. */
export interface ExecPageQuery extends ExecCommand {
  /** That it prints a page of metrics. */
  readonly format: 'exposition';
  /** The format of the page, as a Content-Type. Default: the text format of Prometheus, `text/plain; version=0.0.4`. */
  readonly contentType?: string | undefined;
}

/** Options of {@link execCollector} for a command that prints metrics. */
export interface ExecPageCollectorOptions {
  /** Tells collectors apart in errors and in the label `collector`. */
  readonly name: string;
  /** How commands are run, or a source that several collectors share. Default: the defaults of a source. */
  readonly source?: ExecOptions | ExecSource | undefined;
  /** The command. */
  readonly query: ExecPageQuery;
}

/** Options of {@link execCollector} for a command that prints rows: those of `rowCollector` of `@telltale/rows`. */
export interface ExecRowCollectorOptions extends Omit<RowCollectorOptions<ExecQuery>, 'source'> {
  /** How commands are run, or a source that several collectors share. Default: the defaults of a source. */
  readonly source?: ExecOptions | ExecSource | undefined;
}

/** Options of {@link execCollector}. */
export type ExecCollectorOptions = ExecPageCollectorOptions | ExecRowCollectorOptions;

/**
 * Makes a collector that runs a command at each scrape, and shows the metrics that it prints, or makes metrics of the rows
 * that it prints. What is printed wrong fails the collection. Disposing of it ends the command, unless the source was
 * given: that stays as it is. `[Symbol.dispose]()` does not wait until the command has ended,
 * `[Symbol.asyncDispose]()` does.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if an option or a metric is not as described
 */
export function execCollector(
  options: ExecCollectorOptions,
): Collector & Disposable & AsyncDisposable {
  return collectorOfSource(options.source ?? {}, execSource, (source) =>
    isOfPages(options)
      ? pageCollector(options, source)
      : rowCollector({ ...checkedRows(options), source }),
  );
}

function pageCollector(options: ExecPageCollectorOptions, source: ExecSource): Collector {
  const { name, query } = options;
  if (typeof name !== 'string' || name === '') {
    throw invalid(`name is ${describeValue(name)}, expected a non-empty string.`);
  }
  checkKeys(name, options, ['name', 'source', 'query']);
  checkKeys(`the query of ${name}`, query, ['command', 'exitCodes', 'format', 'contentType']);
  const { contentType = 'text/plain; version=0.0.4' } = query;
  if (typeof contentType !== 'string') {
    throw invalid(`contentType is ${describeValue(contentType)}, expected a string.`);
  }
  const checked = checkCommand(query);
  // A format that cannot be read is refused now, and not at each scrape.
  parse(contentType.includes('protobuf') ? '' : '# EOF\n', { contentType });
  const runs = runsOf(source);
  if (runs === undefined) {
    throw invalid(`the source of ${name} has to be what execSource() returned, or options.`);
  }
  return {
    name,
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      const families = await runs.read(checked, signal, ({ stdout }) =>
        parse(stdout, { contentType }),
      );
      buf.push(...families);
    },
  };
}

/** A wrong query is refused now, and not at each scrape. */
function checkedRows(options: ExecRowCollectorOptions): ExecRowCollectorOptions {
  checkQuery(options.query);
  return options;
}

function isOfPages(options: ExecCollectorOptions): options is ExecPageCollectorOptions {
  const query = options.query as Partial<ExecPageQuery> | undefined;
  return query?.format === 'exposition';
}

function checkKeys(what: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw invalid(`${what} has no option ${key}. Known with exposition: ${known.join(', ')}.`);
  }
}

function invalid(message: string): MetricError {
  return new MetricError('INVALID_OPTION', `execCollector: ${message}`);
}
