import type { MetricFamily } from '@telltale/model';
import type { FamilyPlan } from './family-plan.ts';

/** What a format makes of a family. */
export interface Planner {
  /** How its rows are written; `undefined` where they are not all alike. */
  plan(family: MetricFamily): FamilyPlan | undefined;
  /** What its plan depends on beside itself. */
  shownAs(family: MetricFamily): string;
  /** Whether the format shows a series that stands twice once: then the rows are not all shown. */
  readonly hidesRepeated: boolean;
  /** All of it, written anew, in parts that are put together; `undefined` where it was worked on only. */
  writeAnew(family: MetricFamily): Iterable<Uint8Array | undefined>;
}

/** Takes the lines of a writer. */
export class LineCollector {
  #text = '';

  readonly add = (line: string): void => {
    this.#text += line;
  };

  /** The lines since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
