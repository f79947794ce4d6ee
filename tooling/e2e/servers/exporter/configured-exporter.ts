import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valuesOfSamples } from '../family-values.ts';
import { readPage, samplesOf } from '../page-reader.ts';
import { startFromSource, type StartedProgram } from '../started-program.ts';

export interface ConfiguredExporterOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A web configuration, as `web.yml` beside the configuration. Default: there is none. */
  readonly web?: string;
  /** Files beside the configuration, by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

/** `telltale-exporter` with a configuration, in a process of its own, on a free port. */
export class ConfiguredExporter implements AsyncDisposable {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;
  #program: StartedProgram | undefined;
  #origin = '';

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
  }

  /** Starts one, and resolves when it listens. */
  static async start(
    configuration: string,
    { args = [], env = {}, files = {}, web }: ConfiguredExporterOptions = {},
  ): Promise<ConfiguredExporter> {
    const exporter = new ConfiguredExporter(
      await mkdtemp(join(tmpdir(), 'telltale-configured-')),
      env,
    );
    try {
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(exporter.folder, name), text);
      }
      await exporter.configure(configuration);
      if (web !== undefined) await writeFile(join(exporter.folder, 'web.yml'), web);
      const ofWeb = `--web.config.file=${join(exporter.folder, 'web.yml')}`;
      await exporter.#start(web === undefined ? args : [...args, ofWeb]);
    } catch (error) {
      await exporter[Symbol.asyncDispose]();
      throw error;
    }
    return exporter;
  }

  get file(): string {
    return join(this.folder, 'telltale.yaml');
  }

  /** Where it listens, without a path. */
  get origin(): string {
    return this.#origin;
  }

  get pid(): number {
    return this.#started.pid;
  }

  /** Whether it runs no more. */
  get hasEnded(): boolean {
    return this.#started.hasEnded;
  }

  /** Its log. */
  get output(): string {
    return this.#started.output;
  }

  /** Writes another configuration, which is not read yet. */
  async configure(configuration: string): Promise<void> {
    await writeFile(this.file, configuration);
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.#origin), init);
  }

  /** Scrapes it, as a Prometheus that gives up after so many seconds. */
  async samples(timeoutSeconds = 10): Promise<Record<string, number>> {
    const response = await this.ask('/metrics', {
      headers: {
        Accept: 'text/plain;version=0.0.4',
        'X-Prometheus-Scrape-Timeout-Seconds': String(timeoutSeconds),
      },
    });
    const page = await response.text();
    if (response.status !== 200) throw new Error(`it answered ${response.status}\n${page}`);
    return valuesOfSamples(samplesOf(readPage(page, 'text')));
  }

  reload(): Promise<Response> {
    return this.ask('/-/reload', { method: 'POST' });
  }

  /** Runs another command with its configuration and environment, and gives all that it prints. */
  async run(...args: readonly string[]): Promise<string> {
    const program = startFromSource('apps/exporter/src/main.ts', args, { env: this.#env });
    await program.ended;
    return program.output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #started(): StartedProgram {
    if (this.#program === undefined) throw new Error('it was not started');
    return this.#program;
  }

  async #start(args: readonly string[]): Promise<void> {
    this.#program = startFromSource(
      'apps/exporter/src/main.ts',
      [
        `--config.file=${this.file}`,
        '--web.listen-address=127.0.0.1:0',
        '--web.enable-lifecycle',
        '--log.format=json',
        ...args,
      ],
      { env: this.#env },
    );
    const [, url = ''] = await this.#program.printed(/"url":"(https?:[^"]+)"/);
    this.#origin = new URL(url).origin;
  }
}
