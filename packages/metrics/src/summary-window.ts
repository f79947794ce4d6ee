import { QuantileSketch } from './quantile-sketch.ts';

/** Resolved options of a window. */
export interface WindowLayout {
  readonly relativeError: number;
  /** Length of the window in milliseconds. */
  readonly maxAge: number;
  /** In how many steps the window moves. */
  readonly ageBuckets: number;
}

/** The observations of the last `maxAge` milliseconds, forgotten in `ageBuckets` steps. */
export class SummaryWindow {
  readonly #layout: WindowLayout;
  readonly #step: number;
  /** One for each step of the window; the newest stands at `#newest`. */
  readonly #sketches: QuantileSketch[];
  #newest = 0;
  /** By the clock that nobody sets: a window must not stand still because the time of day was put back. */
  #newestEnds: number;

  constructor(layout: WindowLayout) {
    this.#layout = layout;
    this.#step = layout.maxAge / layout.ageBuckets;
    this.#sketches = Array.from(
      { length: layout.ageBuckets },
      () => new QuantileSketch(layout.relativeError),
    );
    this.#newestEnds = performance.now() + this.#step;
  }

  observe(value: number, count: number): void {
    this.#move();
    this.#sketches[this.#newest]?.observe(value, count);
  }

  /** The value at each quantile; `NaN` where the window is empty. */
  quantiles(quantiles: readonly number[]): number[] {
    this.#move();
    const [first, ...others] = this.#sketches.filter((sketch) => sketch.count > 0);
    if (first === undefined) return quantiles.map(() => NaN);
    if (others.length === 0) return first.quantiles(quantiles);
    const all = new QuantileSketch(this.#layout.relativeError);
    for (const sketch of [first, ...others]) all.merge(sketch);
    return all.quantiles(quantiles);
  }

  clear(): void {
    for (const sketch of this.#sketches) sketch.clear();
    this.#newestEnds = performance.now() + this.#step;
  }

  #move(): void {
    const now = performance.now();
    if (now < this.#newestEnds) return;
    // After a long silence everything is forgotten; no need to go round more than once.
    const due = Math.floor((now - this.#newestEnds) / this.#step) + 1;
    for (let step = 0; step < Math.min(due, this.#sketches.length); step++) {
      this.#newest = (this.#newest + 1) % this.#sketches.length;
      this.#sketches[this.#newest]?.clear();
    }
    this.#newestEnds += due * this.#step;
  }
}
