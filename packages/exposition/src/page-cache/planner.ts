import type { MetricFamily } from '@telltale/model';
import type { FamilyPlan } from './family-plan.ts';

/** What a format of lines makes of a family. */
export interface Planner {
  /** How its rows become lines; `undefined` where they are not all alike. */
  plan(family: MetricFamily): FamilyPlan | undefined;
  /** What its plan depends on beside itself. */
  shownAs(family: MetricFamily): string;
  /** Whether a series of it may stand twice, of which the format shows one: then its rows are not all shown. */
  mayRepeat(family: MetricFamily): boolean;
  /** All its lines, written anew. */
  text(family: MetricFamily): string;
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
