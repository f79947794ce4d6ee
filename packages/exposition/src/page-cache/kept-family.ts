import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import type { FamilyPlan } from './family-plan.ts';
import { KeptBlock, type KeptRows } from './kept-block.ts';
import type { Planner } from './planner.ts';

/** What was rendered of one family, kept from page to page. */
export class KeptFamily {
  #blocks: KeptRows[] = [];
  #plan: FamilyPlan | undefined;
  /** What the plan was made of. */
  #planned: readonly unknown[] = [];
  /** The label values by row when the blocks were rendered, of which the first `#size` count. */
  #labels: readonly (readonly string[])[] = [];
  #size = 0;
  /** Where the rows cannot be planned: all lines at once, and their text. */
  #whole: KeptBlock | undefined;

  /**
   * Brings the blocks up to date one by one and gives each when it is. Whoever stops in between has to call it again
   * before it uses the blocks.
   */
  *render(family: MetricFamily, planner: Planner): Generator<KeptBlock, void> {
    const columns = columnsOf(family);
    const plan = this.#planFor(family, columns, planner);
    const hasSameRows = this.#labels === columns.labelValues && this.#size === columns.size;
    if (plan?.holds(columns) === true && (hasSameRows || !planner.mayRepeat(family))) {
      yield* this.#renderRows(plan, columns, hasSameRows);
      return;
    }
    this.#forget();
    yield this.#renderText(planner.text(family));
  }

  /** The plan of before where nothing has changed that it was made of. */
  #planFor(family: MetricFamily, columns: FamilyColumns, planner: Planner): FamilyPlan | undefined {
    const { name, help, type, unit, labelNames } = family;
    const { bounds, quantiles, states, seriesLabelNames, seriesShapes, timestamps } = columns;
    const variation = [seriesLabelNames, seriesShapes, timestamps, columns.exemplars];
    const made = [
      ...[planner.shownAs(family), name, help, type, unit, labelNames, bounds, quantiles, states],
      ...variation.map((column) => column !== undefined),
    ];
    if (this.#plan === undefined || made.some((one, at) => one !== this.#planned[at])) {
      const plan = planner.plan(family);
      if (plan === undefined || plan.key !== this.#plan?.key) {
        this.#forget();
        this.#plan = plan;
      }
      this.#planned = made;
    }
    return this.#plan;
  }

  *#renderRows(
    plan: FamilyPlan,
    columns: FamilyColumns,
    hasSameRows: boolean,
  ): Generator<KeptBlock, void> {
    const { size, labelValues } = columns;
    const before = this.#labels;
    const sizeBefore = this.#size;
    // Until all blocks are brought up to date nothing is known of them.
    this.#size = 0;
    let row = 0;
    let index = 0;
    do {
      const block = this.#blocks[index] ?? plan.createBlock();
      const isLast = index >= this.#blocks.length - 1;
      const end = row + block.rows;
      let isKept = block.id > 0 && end <= size && (!isLast || block.isFull || end === size);
      for (let at = row; isKept && !hasSameRows && at < end; at++) {
        isKept = at < sizeBefore && haveSameValues(before[at], labelValues[at]);
      }
      if (isKept) block.show(columns, row);
      else {
        // A block before another keeps its rows, so that the ones behind it keep theirs.
        const rows = isLast ? undefined : Math.min(block.rows, size - row);
        block.render(columns, row, rows);
      }
      this.#blocks[index] = block;
      row += block.rows;
      index++;
      yield block;
    } while (row < size);
    this.#blocks.length = index;
    this.#labels = labelValues;
    this.#size = size;
  }

  #renderText(text: string): KeptBlock {
    this.#whole ??= new KeptBlock();
    this.#whole.showText(text);
    return this.#whole;
  }

  #forget(): void {
    this.#blocks = [];
    this.#size = 0;
    this.#labels = [];
  }
}

function haveSameValues(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): boolean {
  if (before === after) return true;
  if (before?.length !== after?.length) return false;
  return before?.every((value, at) => value === after?.[at]) ?? false;
}
