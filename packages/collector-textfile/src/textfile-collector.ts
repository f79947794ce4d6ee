import { constantFamily, MetricError, type Collector } from '@telltale/model';
import { checkMetricName, checkOptions, describeValue } from '@telltale/model/internal';
import { MergedFamilies } from './merged-families.ts';
import { PromFiles } from './prom-files.ts';
import type { TextfileProblem } from './textfile-problem.ts';

/** Options of {@link textfileCollector}. */
export interface TextfileCollectorOptions {
  /**
   * The folders whose `*.prom` files are read; those in folders below them are not. Each may be a pattern, such as
   * `/srv/app-*`, which is looked up anew at each scrape.
   */
  readonly directories: readonly string[];
  /** What the names of the collector's own metrics begin with. Default: `node_textfile_`, as node_exporter has it. */
  readonly prefix?: string | undefined;
  /** The size in bytes above which a file is not read. Default: 16 MiB. */
  readonly maxFileBytes?: number | undefined;
  /**
   * How long the list of a folder, and then each of its files, may take, in milliseconds, before the folder is left out
   * as one that hangs. It is not asked again before it has answered. Default: 2000.
   */
  readonly answerTimeoutMs?: number | undefined;
  /**
   * Called for all that a scrape leaves out, at each scrape anew, for a log. What it throws fails the scrape of this
   * collector. Default: nothing is done, `node_textfile_scrape_error` is 1.
   */
  readonly onProblem?: ((problem: TextfileProblem) => void) | undefined;
}

/** What a program without types may have given. */
type Given = Readonly<Partial<Record<keyof TextfileCollectorOptions, unknown>>>;

const defaultMaxFileBytes = 16 * 1024 * 1024;
const defaultAnswerTimeoutMs = 2000;

/**
 * Makes the collector of what other programs left in text files, with the meanings of node_exporter's `textfile`. It
 * reads the files at each scrape and holds nothing in between. A file that cannot be read, or not be taken, costs only
 * its own metrics, and so does a folder that does not answer, as on a file system of the network whose server has gone.
 *
 * @throws INVALID_OPTION if `directories` is not an array of non-empty strings, `maxFileBytes` not a whole number above 0,
 * `answerTimeoutMs` not above 0 and below 2^31, `prefix` no string, `onProblem` no function, or there is another option
 * @throws INVALID_NAME if `prefix` does not make metric names
 */
export function textfileCollector(options: TextfileCollectorOptions): Collector {
  checkOptions('textfileCollector: options', options, [
    'directories',
    'prefix',
    'maxFileBytes',
    'answerTimeoutMs',
    'onProblem',
  ]);
  checkValues(options);
  const { directories, onProblem } = options;
  const prefix = options.prefix ?? 'node_textfile_';
  const maxFileBytes = options.maxFileBytes ?? defaultMaxFileBytes;
  const mtimeName = `${prefix}mtime_seconds`;
  const errorName = `${prefix}scrape_error`;
  checkMetricName(mtimeName);
  const promFiles = new PromFiles(
    directories,
    maxFileBytes,
    options.answerTimeoutMs ?? defaultAnswerTimeoutMs,
  );
  return {
    name: 'textfile',
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      let problems = 0;
      const tell = (problem: TextfileProblem): void => {
        problems++;
        onProblem?.(problem);
      };
      const merged = new MergedFamilies([mtimeName, errorName], tell);
      const modified: { labels: { file: string }; value: number }[] = [];
      for (const [file, read] of await promFiles.read(tell, signal)) {
        for (const family of read.families) merged.add(file, family);
        modified.push({ labels: { file }, value: read.modified });
      }
      buf.push(...merged.families());
      if (modified.length > 0) {
        buf.push(
          constantFamily({
            name: mtimeName,
            help: 'Unixtime mtime of textfiles successfully read.',
            type: 'gauge',
            labelNames: ['file'],
            series: modified,
          }),
        );
      }
      buf.push(
        constantFamily({
          name: errorName,
          help: '1 if there was an error opening or reading a file, 0 otherwise',
          type: 'gauge',
          series: [{ value: problems > 0 ? 1 : 0 }],
        }),
      );
    },
  };
}

function checkValues(options: TextfileCollectorOptions): void {
  const { directories, prefix, onProblem }: Given = options;
  const { maxFileBytes = defaultMaxFileBytes, answerTimeoutMs = defaultAnswerTimeoutMs }: Given =
    options;
  const isPath = (each: unknown): boolean => typeof each === 'string' && each !== '';
  if (!Array.isArray(directories) || !directories.every(isPath)) {
    throw new MetricError(
      'INVALID_OPTION',
      'textfileCollector: directories has to be an array of paths or patterns of folders, such as ' +
        "['/var/lib/metrics'].",
    );
  }
  if (!Number.isSafeInteger(maxFileBytes) || (maxFileBytes as number) <= 0) {
    throw new MetricError(
      'INVALID_OPTION',
      `textfileCollector: maxFileBytes is ${describeValue(maxFileBytes)}, expected a whole number of bytes above 0.`,
    );
  }
  // Node.js takes a longer delay for 1 ms.
  if (!(typeof answerTimeoutMs === 'number' && answerTimeoutMs > 0 && answerTimeoutMs < 2 ** 31)) {
    throw new MetricError(
      'INVALID_OPTION',
      `textfileCollector: answerTimeoutMs is ${describeValue(answerTimeoutMs)}, expected milliseconds above 0, below 2^31.`,
    );
  }
  if (prefix !== undefined && typeof prefix !== 'string') {
    throw new MetricError(
      'INVALID_OPTION',
      `textfileCollector: prefix is ${describeValue(prefix)}, expected a string. Leave it out for node_textfile_.`,
    );
  }
  if (onProblem !== undefined && typeof onProblem !== 'function') {
    throw new MetricError(
      'INVALID_OPTION',
      `textfileCollector: onProblem is ${describeValue(onProblem)}, expected a function. Leave it out to be told of nothing.`,
    );
  }
}
