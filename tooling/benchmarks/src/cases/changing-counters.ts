import type { Client, LabelledCounter, PageTotals } from '../contender.ts';
import { labelSets, type LabelSets } from '../label-sets.ts';
import { randomNumbers } from '../random.ts';
import type { Settings } from '../settings.ts';

/** A counter of many series, its values changing, and what a page has to show of it. */
export class ChangingCounters {
  static readonly metricName = 'bench_events_total';

  readonly #settings: Settings;
  readonly #sets: LabelSets;
  readonly #random = randomNumbers(3);
  #counter: LabelledCounter | undefined;
  #sum = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#sets = labelSets(settings.series, settings);
  }

  /** Makes all series in `client`, with values of up to six digits before the point. */
  begin(client: Client): void {
    const { series } = this.#settings;
    const options = { name: ChangingCounters.metricName, labelNames: this.#sets.names, series };
    this.#counter = client.labelledCounter(options);
    for (let index = 0; index < series; index++) this.#add(index, 1_000_000);
  }

  changeAll(): void {
    for (let index = 0; index < this.#settings.series; index++) this.#add(index, 1_000);
  }

  /** Changes `part` of all series, chosen anew at each call. */
  changePart(part: number): void {
    const { series } = this.#settings;
    const count = Math.round(series * part);
    for (let n = 0; n < count; n++) this.#add(Math.floor(this.#random() * series), 1_000);
  }

  /** Changes `part` of all series that stand next to each other on the page, elsewhere at each call. */
  changeCluster(part: number): void {
    const { series } = this.#settings;
    const count = Math.round(series * part);
    const first = Math.floor(this.#random() * (series - count));
    for (let index = first; index < first + count; index++) this.#add(index, 1_000);
  }

  /** What a page has to show now. */
  totals(): PageTotals {
    return { samples: this.#settings.series, sum: this.#sum };
  }

  #add(index: number, upTo: number): void {
    const amount = this.#random() * upTo;
    const by = this.#settings.numbers === 'whole' ? Math.ceil(amount) : amount;
    this.#counter?.inc(this.#sets.at(index), by);
    this.#sum += by;
  }
}
