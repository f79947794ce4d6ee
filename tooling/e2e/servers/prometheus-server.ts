import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { need } from '../src/need.ts';
import { freePort } from './free-port.ts';
import type { SeenExemplar } from './page-exemplars.ts';
import { readPage, readValue, samplesOf, seriesKey } from './page-reader.ts';
import { StartedProgram } from './started-program.ts';

/** What one Prometheus scrapes under one value of `job`. */
export interface ScrapeJob {
  readonly name: string;
  /** Where the metrics are. */
  readonly url: string;
  /** As Prometheus writes durations; its timeout is the same. Default: `1s`. */
  readonly interval?: string;
  /** More of the scrape configuration. */
  readonly config?: object;
}

export interface ScrapeTarget {
  readonly scrapePool: string;
  readonly health: string;
  readonly lastError: string;
}

export interface TargetMetadata {
  readonly metric: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export interface QueriedSeries {
  /** With `__name__`, `job` and `instance`. */
  readonly labels: Readonly<Record<string, string>>;
  /** One of an instant query, any number of a range selector. */
  readonly points: readonly QueriedPoint[];
}

export interface QueriedPoint {
  /** Unix time in seconds. */
  readonly time: number;
  readonly value: number;
}

/** A series that is stored as a native histogram. */
export interface QueriedHistogram {
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly sum: number;
  /** Those that are not empty, from the lowest up. */
  readonly buckets: readonly QueriedBucket[];
}

export interface QueriedBucket {
  readonly lower: number;
  readonly upper: number;
  /** Not cumulative. */
  readonly count: number;
  /** Which of the bounds are within. */
  readonly includes: { readonly lower: boolean; readonly upper: boolean };
}

export interface PrometheusOptions {
  /** What `--enable-feature` takes. Default: none. */
  readonly features?: readonly ('native-histograms' | 'exemplar-storage')[];
  /** Files of rules, absolute; they are evaluated each second. Default: none. */
  readonly ruleFiles?: readonly string[];
}

/** What Prometheus adds to the labels of a series: not among those of the page. */
export const targetLabels: ReadonlySet<string> = new Set(['job', 'instance']);

/** Whether Prometheus is there, for tests of `what`. */
export function needPrometheus(what: string): boolean {
  return need({
    what,
    command: ['prometheus', '--version'],
    install: 'apt-get install prometheus',
  });
}

/** Lines of its log that tell of a page, or of samples on it, that it could not take. */
const complaint =
  /Scrape failed|Append failed|Error on ingest|scrape loop|Appending scrape report failed|(?:Duplicate|Out of order) (?:sample|exemplar)|level=(?:warn|error)/i;

/** A Prometheus of the test's own, with its storage in a temporary folder. */
export class PrometheusServer implements AsyncDisposable {
  readonly url: string;
  readonly #program: StartedProgram;
  readonly #folder: string;

  private constructor(url: string, program: StartedProgram, folder: string) {
    this.url = url;
    this.#program = program;
    this.#folder = folder;
  }

  /** Starts one that scrapes, and resolves when it answers. */
  static async start(
    jobs: readonly ScrapeJob[],
    { features = [], ruleFiles = [] }: PrometheusOptions = {},
  ): Promise<PrometheusServer> {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-prometheus-'));
    const address = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'prometheus.yml');
    // YAML takes JSON as it is.
    await writeFile(
      config,
      JSON.stringify({
        global: { evaluation_interval: '1s' },
        rule_files: ruleFiles,
        scrape_configs: jobs.map(scrapeConfig),
      }),
    );
    const program = new StartedProgram('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      // Only so does it say why it did not take a page.
      '--log.level=debug',
      ...(features.length === 0 ? [] : [`--enable-feature=${features.join(',')}`]),
    ]);
    const server = new PrometheusServer(`http://${address}`, program, folder);
    try {
      await program.printed(/Server is ready to receive web requests/);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Ends it and removes its storage. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What its log says about pages or samples that it did not take. */
  complaints(): string[] {
    return this.#program.output.split('\n').filter((line) => complaint.test(line));
  }

  /** Its counters of samples and pages that were dropped, those that are not 0. */
  async dropped(): Promise<string[]> {
    const page = await (await fetch(`${this.url}/metrics`)).text();
    const counters = samplesOf(readPage(page, 'text')).filter(({ name }) =>
      /^prometheus_(target_scrapes_\w+|tsdb_(out_of|too_old)\w+|target_metadata_cache_\w+dropped\w*)_total$/.test(
        name,
      ),
    );
    if (counters.length === 0) throw new Error('Prometheus shows no counters of dropped samples');
    return counters.filter(({ value }) => value !== 0).map(({ name, value }) => `${name} ${value}`);
  }

  async targets(): Promise<ScrapeTarget[]> {
    const data = await this.#get<{ activeTargets: ScrapeTarget[] }>('targets', { state: 'active' });
    return data.activeTargets;
  }

  /** What it knows of the families that a job has shown. */
  metadata(job: string): Promise<TargetMetadata[]> {
    return this.#get('targets/metadata', { match_target: `{job=${JSON.stringify(job)}}` });
  }

  /** An instant query, for now or for `time` (Unix time in seconds). */
  async query(query: string, time?: number): Promise<QueriedSeries[]> {
    type Pair = [time: number, value: string];
    const { result } = await this.#get<{
      result: { metric: Record<string, string>; value?: Pair; values?: Pair[] }[];
    }>('query', { query, ...(time === undefined ? {} : { time: String(time) }) });
    return result.map(({ metric, value, values }) => ({
      labels: metric,
      points: (values ?? (value === undefined ? [] : [value])).map(([at, text]) => ({
        time: at,
        value: readValue(text),
      })),
    }));
  }

  /** The value of a query that gives one series with one value, or undefined where it gives none. */
  async value(query: string, time?: number): Promise<number | undefined> {
    const series = await this.query(query, time);
    if (series.length > 1) throw new Error(`${query} gave ${series.length} series, expected one`);
    return series[0]?.points[0]?.value;
  }

  /** An instant query, for now, that gives native histograms; throws where one is a plain number. */
  async histograms(query: string): Promise<QueriedHistogram[]> {
    type Bucket = [bounds: 0 | 1 | 2 | 3, lower: string, upper: string, count: string];
    const { result } = await this.#get<{
      result: {
        metric: Record<string, string>;
        histogram?: [time: number, { count: string; sum: string; buckets?: Bucket[] }];
      }[];
    }>('query', { query });
    return result.map(({ metric, histogram }) => {
      if (histogram === undefined) throw new Error(`${query} gave what is no native histogram`);
      const [, { count, sum, buckets = [] }] = histogram;
      return {
        labels: metric,
        count: readValue(count),
        sum: readValue(sum),
        buckets: buckets.map(([bounds, lower, upper, inBucket]) => ({
          lower: readValue(lower),
          upper: readValue(upper),
          count: readValue(inBucket),
          includes: { lower: bounds === 1 || bounds === 3, upper: bounds === 0 || bounds === 3 },
        })),
      };
    });
  }

  /** The exemplars of the last hour, of all series that `selector` selects. */
  async exemplars(selector: string): Promise<SeenExemplar[]> {
    const now = Date.now() / 1000;
    const found = await this.#get<
      {
        seriesLabels: Record<string, string>;
        exemplars: { labels: Record<string, string>; value: string; timestamp: number }[];
      }[]
    >('query_exemplars', { query: selector, start: String(now - 3600), end: String(now + 3600) });
    return found.flatMap(({ seriesLabels: { __name__: name = '', ...labels }, exemplars }) => {
      const own = Object.entries(labels).filter(([label]) => !targetLabels.has(label));
      return exemplars.map((exemplar) => ({
        series: seriesKey(name, Object.fromEntries(own)),
        labels: exemplar.labels,
        value: readValue(exemplar.value),
        time: exemplar.timestamp,
      }));
    });
  }

  async #get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${this.url}/api/v1/${path}?${query}`);
    const answer = (await response.json()) as { status: string; data: Data; error?: string };
    if (answer.status !== 'success') throw new Error(`${path}?${query}: ${answer.error ?? ''}`);
    return answer.data;
  }
}

function scrapeConfig({ name, url, interval = '1s', config = {} }: ScrapeJob): object {
  const { host, pathname, protocol } = new URL(url);
  return {
    ...config,
    job_name: name,
    scheme: protocol.replace(':', ''),
    metrics_path: pathname,
    scrape_interval: interval,
    scrape_timeout: interval,
    static_configs: [{ targets: [host] }],
  };
}
