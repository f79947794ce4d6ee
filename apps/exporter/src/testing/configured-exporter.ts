import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { ConfigInput } from '../config/config-schema.ts';
import { RunningExporter } from './running-exporter.ts';
import { samplesOf } from './samples.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** The modules of tests, by their paths. */
export const gaugesModule = fileURLToPath(new URL('gauges-module.ts', import.meta.url));
export const rowsModule = fileURLToPath(new URL('rows-module.ts', import.meta.url));

/** An exporter with a configuration in a folder of its own. */
export class ConfiguredExporter {
  static readonly #folders: TemporaryFolder[] = [];
  readonly folder = new TemporaryFolder();
  #running: RunningExporter | undefined;

  private constructor() {
    ConfiguredExporter.#folders.push(this.folder);
  }

  static async start(
    config: ConfigInput,
    args: readonly string[] = [],
  ): Promise<ConfiguredExporter> {
    const exporter = new ConfiguredExporter();
    const file = exporter.configure(config);
    exporter.#running = await RunningExporter.start([
      `--config.file=${file}`,
      '--web.enable-lifecycle',
      '--web.disable-exporter-metrics',
      ...args,
    ]);
    return exporter;
  }

  /** Ends all that were started, and removes their folders. */
  static async endAll(): Promise<void> {
    await RunningExporter.endAll();
    for (const folder of ConfiguredExporter.#folders.splice(0)) folder[Symbol.dispose]();
  }

  get running(): RunningExporter {
    if (this.#running === undefined) throw new Error('it was not started');
    return this.#running;
  }

  configure(config: ConfigInput): string {
    return this.folder.write('telltale.yaml', stringify(config));
  }

  async samples(query = ''): Promise<Map<string, number>> {
    return samplesOf(await this.running.metrics(query));
  }
}
