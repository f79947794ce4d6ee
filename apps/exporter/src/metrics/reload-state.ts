import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';

/** How the last attempt to take a configuration ended, as Prometheus tells it of its own. */
export class ReloadState {
  readonly #successful: Gauge;
  readonly #succeededAt: Gauge;
  #error: string | undefined;

  /** @param kind - `config`, or of which configuration it is besides */
  constructor(kind: 'config' | 'web_config' = 'config') {
    const what = kind === 'config' ? 'configuration' : 'web configuration';
    this.#successful = new Gauge({
      name: `exporter_${kind}_last_reload_successful`,
      help: `Whether the last attempt to load the ${what} succeeded.`,
    });
    this.#succeededAt = new Gauge({
      name: `exporter_${kind}_last_reload_success_timestamp_seconds`,
      help: `When a ${what} was last loaded with success, as Unix time.`,
    });
  }

  get metrics(): readonly Collector[] {
    return [this.#successful, this.#succeededAt];
  }

  /** Why the last attempt failed; undefined where it did not. */
  get error(): string | undefined {
    return this.#error;
  }

  succeeded(): void {
    this.#error = undefined;
    this.#successful.set(1);
    this.#succeededAt.setToCurrentTime();
  }

  failed(error: unknown): void {
    this.#error = error instanceof Error ? error.message : String(error);
    this.#successful.set(0);
  }
}
