import type { FamilyColumns, LabelRows, MetricFamily } from '@telltale/model';
import { columnsOf, type FamilyHead } from '@telltale/model/internal';
import { headOf } from '../merge-families.ts';
import { searchRepeated, unmistakableWords } from '../repeated-labels.ts';
import { TestedWords } from '../tested-words.ts';
import type { FamilyPlan } from './family-plan.ts';
import { KeptBlock, type KeptRows } from './kept-block.ts';
import type { Planner } from './planner.ts';

/** A text of nothing that a format escapes, and of nothing that takes more than a byte. */
const plain = /^[ !#-[\]-~]*$/;

/** What a plan is made of. */
interface Planned extends Pick<FamilyColumns, 'bounds' | 'quantiles' | 'states'> {
  readonly family: FamilyHead;
  readonly shownAs: string;
  readonly shape: number;
}

/** What was rendered of one family, kept from page to page. */
export class KeptFamily {
  #blocks: KeptRows[] = [];
  #plan: FamilyPlan | undefined;
  /** What the plan was made of. */
  #planned: Planned | undefined;
  /** The label values by row when the blocks were rendered, of which the first `#size` count, and the starts shown. */
  #labels: LabelRows = [];
  #starts: Float64Array | undefined;
  #size = 0;
  /** What the only block shows, where it was last brought up to date by `show`. */
  #shown: MetricFamily | undefined;
  readonly #unmistakable = unmistakableWords();
  readonly #plain = new TestedWords(plain);
  /** What stands around the blocks. */
  readonly #head = new KeptBlock();
  readonly #tail = new KeptBlock();
  /** Where the rows cannot be planned: all of the family. */
  #whole: KeptBlock[] = [];

  /**
   * Brings the blocks up to date and gives each when it is, and `undefined` where others may have their turn. Whoever
   * stops in between has to call it again before it uses the blocks.
   */
  *render(family: MetricFamily, planner: Planner): Generator<KeptBlock | undefined, void> {
    const columns = columnsOf(family);
    this.#shown = undefined;
    const plan = this.#planFor(family, columns, planner);
    if (plan?.holds(columns) === true) {
      const hasSameLabels = this.#labels === columns.labelValues && this.#size === columns.size;
      const hides = planner.hidesRepeated && !hasSameLabels;
      if (!hides || !(yield* searchRepeated(columns, this.#unmistakable))) {
        yield* this.#renderRows(plan, columns, hasSameLabels);
        return;
      }
    }
    this.#forget();
    yield* this.#renderAnew(planner.writeAnew(family));
  }

  /**
   * The only block brought up to date, where all that is new of the family is values; `undefined` where `render` has to
   * do it.
   */
  show(family: MetricFamily, planner: Planner): KeptBlock | undefined {
    const [block, more] = this.#blocks;
    // What has not changed comes as the same family, where a collector or a metric takes care of that.
    if (
      block !== undefined &&
      family === this.#shown &&
      planner.shownAs(family) === this.#planned?.shownAs
    )
      return block;
    const columns = columnsOf(family);
    const plan = this.#planFor(family, columns, planner);
    if (
      block === undefined ||
      more !== undefined ||
      plan === undefined ||
      plan.frame !== undefined ||
      plan.showsStarts ||
      this.#labels !== columns.labelValues ||
      this.#size !== columns.size ||
      !plan.holds(columns)
    )
      return undefined;
    block.show(columns, 0);
    this.#shown = family;
    return block;
  }

  /** The plan of before where nothing has changed that it was made of. */
  #planFor(family: MetricFamily, columns: FamilyColumns, planner: Planner): FamilyPlan | undefined {
    const before = this.#planned;
    const shownAs = planner.shownAs(family);
    const shape = shapeOf(columns);
    // One by one, as this is done for each family of each page.
    if (
      this.#plan === undefined ||
      before?.shownAs !== shownAs ||
      before.shape !== shape ||
      before.family.name !== family.name ||
      before.family.help !== family.help ||
      before.family.type !== family.type ||
      before.family.unit !== family.unit ||
      before.family.labelNames !== family.labelNames ||
      before.bounds !== columns.bounds ||
      before.quantiles !== columns.quantiles ||
      before.states !== columns.states
    ) {
      const plan = planner.plan(family);
      if (plan === undefined || plan.key !== this.#plan?.key) {
        this.#forget();
        this.#plan = plan;
      }
      const { bounds, quantiles, states } = columns;
      this.#planned = { shownAs, shape, family: headOf(family, {}), bounds, quantiles, states };
    }
    return this.#plan;
  }

  *#renderRows(
    plan: FamilyPlan,
    columns: FamilyColumns,
    hasSameLabels: boolean,
  ): Generator<KeptBlock | undefined, void> {
    const { size, labelValues } = columns;
    const starts = plan.showsStarts ? columns.startTimestamps : undefined;
    const labelsBefore = this.#labels;
    const startsBefore = this.#starts;
    const sizeBefore = this.#size;
    const hasSameRows = hasSameLabels && starts === startsBefore;
    const { words } = labelValues;
    if (words !== undefined) yield* this.#plain.test(words);
    const isPlain = words?.map((list) => this.#plain.doAllMatch(list)) ?? [];
    // Until all blocks are brought up to date nothing is known of them, not even of how many rows they are.
    this.#size = -1;
    let length = 0;
    let row = 0;
    let index = 0;
    do {
      const block = this.#blocks[index] ?? plan.createBlock();
      const isLast = index >= this.#blocks.length - 1;
      const end = row + block.rows;
      let isKept = block.id > 0 && end <= size && (!isLast || block.isFull || end === size);
      for (let at = row; isKept && !hasSameRows && at < end; at++) {
        isKept =
          at < sizeBefore &&
          haveSameLabels(labelsBefore, labelValues, at) &&
          Object.is(startsBefore?.[at] ?? NaN, starts?.[at] ?? NaN);
      }
      if (isKept) block.show(columns, row);
      else {
        // A block before another keeps its rows, so that the ones behind it keep theirs.
        const rows = isLast ? undefined : Math.min(block.rows, size - row);
        block.render(columns, row, rows, isPlain);
      }
      this.#blocks[index] = block;
      row += block.rows;
      length += block.bytes.length;
      index++;
      // What says how long the blocks are goes before them.
      yield plan.frame === undefined ? block : undefined;
    } while (row < size);
    this.#blocks.length = index;
    this.#labels = labelValues;
    this.#starts = starts;
    this.#size = size;
    if (plan.frame === undefined) return;
    this.#head.showBytes(plan.frame.head(length));
    this.#tail.showBytes(plan.frame.tail);
    yield this.#head;
    yield* this.#blocks;
    yield this.#tail;
  }

  *#renderAnew(parts: Iterable<Uint8Array | undefined>): Generator<KeptBlock | undefined, void> {
    let count = 0;
    for (const bytes of parts) {
      if (bytes === undefined) {
        yield;
        continue;
      }
      const block = (this.#whole[count++] ??= new KeptBlock());
      block.showBytes(bytes);
      yield block;
    }
    this.#whole.length = count;
  }

  #forget(): void {
    this.#blocks = [];
    this.#size = 0;
    this.#labels = [];
    this.#starts = undefined;
  }
}

/** Which of the columns there are that not every family has, as bits. */
function shapeOf(columns: FamilyColumns): number {
  return (
    (columns.seriesLabelNames === undefined ? 0 : 1) +
    (columns.seriesShapes === undefined ? 0 : 2) +
    (columns.timestamps === undefined ? 0 : 4) +
    (columns.exemplars === undefined ? 0 : 8)
  );
}

function haveSameLabels(before: LabelRows, after: LabelRows, row: number): boolean {
  if (before === after) return true;
  const { words, numbers } = before;
  if (words !== undefined && words === after.words && numbers !== undefined) {
    for (let at = row * words.length; at < (row + 1) * words.length; at++) {
      if (numbers[at] !== after.numbers?.[at]) return false;
    }
    return true;
  }
  const [valuesBefore, valuesAfter] = [before.at(row), after.at(row)];
  if (valuesBefore === valuesAfter) return true;
  if (valuesBefore?.length !== valuesAfter?.length) return false;
  return valuesBefore?.every((value, at) => value === valuesAfter?.[at]) ?? false;
}
