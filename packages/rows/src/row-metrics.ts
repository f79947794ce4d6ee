import { Counter } from '@telltale/metrics';
import { constantFamily, type Metric } from '@telltale/model';
import type { RowFamilies } from './row-families.ts';

/** What a collector of rows says of itself. */
export class RowMetrics {
  readonly #collector: string;
  readonly #dropped = new Counter({
    name: 'telltale_rows_dropped_total',
    help: 'Series that rows of a result did not become, for the reason given.',
    labelNames: ['collector', 'metric', 'reason'],
  });
  readonly #inexact = new Counter({
    name: 'telltale_rows_inexact_total',
    help: 'Values of rows that are not shown exactly, because a double cannot hold them.',
    labelNames: ['collector', 'metric'],
  });

  constructor(collector: string) {
    this.#collector = collector;
  }

  count({ dropped, warnings }: RowFamilies): void {
    const collector = this.#collector;
    for (const { metric, reason, count } of dropped) {
      // A family that was left out for want of a row is something, too.
      this.#dropped.inc({ collector, metric, reason }, Math.max(count, 1));
    }
    for (const { metric, count } of warnings) this.#inexact.inc({ collector, metric }, count);
  }

  /** Those that have counted something. */
  counts(): readonly Metric[] {
    return [this.#dropped, this.#inexact]
      .map((metric) => metric.snapshot())
      .filter(({ columns }) => columns.size > 0);
  }

  /** `ms`: how long ago the rows were read. */
  age(ms: number): Metric {
    return constantFamily({
      name: 'telltale_rows_age_seconds',
      help: 'Time since the rows that are shown were read.',
      type: 'gauge',
      labelNames: ['collector'],
      series: [{ labels: { collector: this.#collector }, value: ms / 1000 }],
    });
  }
}
