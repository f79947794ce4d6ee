import type { Exemplar } from '@telltale/model';
import { checkLabelNames, describeValue, invalidOption, labelText } from '@telltale/model/internal';
import type { ExemplarOptions, ExemplarProvider } from './exemplar-options.ts';
import { checkMilliseconds } from './instrument-options.ts';
import { warn } from './warn.ts';

/** Names and values of an exemplar together, in code points. */
const mostCharacters = 128;

/** Makes the exemplars of one metric, and never throws while it does. */
export class ExemplarSource {
  readonly #metric: string;
  /** What to ask where the caller passes no exemplar. */
  declare readonly provider: ExemplarProvider | undefined;
  /** In seconds, as timestamps are. */
  readonly #interval: number;
  #hasWarned = false;

  /** @throws INVALID_OPTION */
  constructor(metric: string, { exemplarProvider, exemplarInterval = 1000 }: ExemplarOptions) {
    if (exemplarProvider !== undefined && typeof exemplarProvider !== 'function') {
      throw invalidOption(metric, 'exemplarProvider', exemplarProvider, 'a function');
    }
    this.#metric = metric;
    this.provider = exemplarProvider;
    this.#interval = checkMilliseconds(metric, 'exemplarInterval', exemplarInterval) / 1000;
  }

  /**
   * An exemplar for `value`, of the labels in the caller's options or else of those that the provider gives; `undefined`
   * where there is none, or it is not time for one yet. What cannot be an exemplar is left out with a warning: the
   * first time, as it would be the same each time.
   */
  take(before: Exemplar | undefined, value: number, options: unknown): Exemplar | undefined {
    const timestamp = Date.now() / 1000;
    try {
      let labels = (options as { readonly exemplar?: unknown } | null | undefined)?.exemplar;
      // By its distance: a clock that was put back must not keep an exemplar for ever.
      const isRecent = Math.abs(timestamp - (before?.timestamp ?? NaN)) < this.#interval;
      if (!isRecent) labels ??= this.provider?.();
      return labels === undefined || labels === null
        ? undefined
        : { labels: this.#texts(labels), value, timestamp };
    } catch (error) {
      if (!this.#hasWarned) {
        this.#hasWarned = true;
        try {
          warn(
            'TELLTALE_EXEMPLAR_DROPPED',
            `${this.#metric}: dropped an exemplar: ${String(error)}`,
          );
        } catch {
          // What was thrown may throw again when it is shown.
        }
      }
      return undefined;
    }
  }

  #texts(labels: unknown): Record<string, string> {
    if (typeof labels !== 'object' || labels === null) {
      throw new TypeError(`labels are ${describeValue(labels)}`);
    }
    checkLabelNames(this.#metric, 'unknown', Object.keys(labels));
    const entries = Object.entries(labels).map(
      ([name, value]) => [name, labelText(this.#metric, name, value)] as const,
    );
    const { length } = Array.from(entries.flat().join(''));
    if (length > mostCharacters) {
      throw new RangeError(`it has ${length} characters, at most ${mostCharacters}`);
    }
    return Object.fromEntries(entries);
  }
}
