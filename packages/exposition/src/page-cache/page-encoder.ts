import type { MetricFamily, MetricType } from '@telltale/model';
import { withDistinctNames } from '../distinct-names.ts';
import { encode } from '../encode.ts';
import { resolveFormat, type Format, type FormatName } from '../format.ts';
import { joinBytes } from '../join-bytes.ts';
import { openMetricsEnd } from '../openmetrics-lines.ts';
import type { EncodeOptions } from '../writer.ts';
import { KeptBlock } from './kept-block.ts';
import { KeptFamily } from './kept-family.ts';
import { OpenMetricsPlanner } from './openmetrics-planner.ts';
import { PageBlocks, type PageBlock } from './page-blocks.ts';
import type { Planner } from './planner.ts';
import { ProtobufPlanner } from './protobuf-planner.ts';
import { Slices } from './slices.ts';
import { TextPlanner } from './text-planner.ts';

/** Writes page after page in one format, and keeps what it rendered: a page costs what has changed since the last. */
export interface Encoder {
  /** The format that it writes. */
  readonly format: Format;
  /**
   * The page of these families, the same bytes as `encode(families, format)` gives.
   *
   * @throws INVALID_VALUE if a family was written by hand and not made by `constantFamily()`
   */
  encode(families: Iterable<MetricFamily>): Uint8Array;
  /**
   * The same page in blocks of about 64 KiB, with the event loop let through in between. Pages are made one after the
   * other: who asks while another page is made waits for it.
   *
   * @throws INVALID_VALUE if a family was written by hand and not made by `constantFamily()`
   */
  blocks(families: Iterable<MetricFamily>): AsyncIterable<PageBlock>;
}

/**
 * Makes an encoder that keeps what it rendered, for whoever writes the same families again and again. What it keeps is
 * about as large as a page.
 *
 * @throws INVALID_OPTION if there is no such format
 */
export function createEncoder(format: Format | FormatName, options: EncodeOptions = {}): Encoder {
  return new PageEncoder(resolveFormat(format), options);
}

/** A family that was on the last page. */
interface KeptInOrder {
  readonly name: string;
  readonly type: MetricType;
  readonly kept: KeptFamily;
}

/** Of families that fit into one block, so many bytes are brought up to date before others may have their turn. */
const shownAtOnce = 8192;

class PageEncoder implements Encoder {
  readonly format: Format;
  readonly #options: EncodeOptions;
  #text: TextPlanner | undefined;
  #protobuf: ProtobufPlanner | undefined;
  #kept = new Map<string, KeptFamily>();
  /** What was on the last page, in its order, where none of it had to be renamed or merged. */
  #order: KeptInOrder[] = [];
  readonly #end = new KeptBlock();
  readonly #pageBlocks = new PageBlocks();
  readonly #slices = new Slices();
  /** The last page that someone asked for in blocks; settles when it is made or given up. */
  #turn: Promise<undefined> = Promise.resolve(undefined);
  #isBusy = false;

  constructor(format: Format, options: EncodeOptions) {
    this.format = format;
    this.#options = options;
    if (format.name === 'openmetrics') this.#end.showText(openMetricsEnd);
  }

  encode(families: Iterable<MetricFamily>): Uint8Array {
    // While another page is made in slices, what is kept belongs to that one.
    if (this.#isBusy || !this.#keeps) return encode(families, this.format, this.#options);
    const parts: Uint8Array[] = [];
    for (const blocks of this.#render(families)) for (const { bytes } of blocks) parts.push(bytes);
    return joinBytes(parts);
  }

  async *blocks(families: Iterable<MetricFamily>): AsyncGenerator<PageBlock, void> {
    const before = this.#turn;
    const { promise, resolve: end } = Promise.withResolvers<undefined>();
    this.#turn = promise;
    await before;
    this.#isBusy = true;
    try {
      const slices = this.#slices;
      // The families may have been read just now, which takes its time too where they are large.
      await slices.next();
      for (const block of this.#pageBlocks.pack(this.#renderAny(families))) {
        if (block !== undefined) yield block;
        if (slices.isOver()) await slices.next();
      }
    } finally {
      this.#isBusy = false;
      end(undefined);
    }
  }

  /** Whether the format is one that is kept. */
  get #keeps(): boolean {
    return this.format.name !== 'openmetrics2';
  }

  #renderAny(families: Iterable<MetricFamily>): Iterable<readonly KeptBlock[]> {
    if (this.#keeps) return this.#render(families);
    this.#end.showBytes(encode(families, this.format, this.#options));
    return [[this.#end]];
  }

  /** Some blocks at a time; none where it is only for others to have their turn. */
  *#render(given: Iterable<MetricFamily>): Generator<readonly KeptBlock[], void> {
    const families = [...given];
    const before = this.#order;
    if (areInOrder(families, before)) {
      const planner = this.#planner(families);
      let shown: KeptBlock[] = [];
      let length = 0;
      for (let at = 0; at < families.length; at++) {
        const family = families[at] as MetricFamily;
        const { kept } = before[at] as KeptInOrder;
        const block = kept.show(family, planner);
        if (block !== undefined) {
          shown.push(block);
          length += block.bytes.length;
          if (length < shownAtOnce) continue;
        }
        yield shown;
        shown = [];
        length = 0;
        if (block === undefined) yield* inTurns(kept.render(family, planner));
      }
      yield shown;
    } else yield* this.#renderOthers(families);
    if (this.#end.id > 0) yield [this.#end];
  }

  /** Families of which it is not known that they can stand on one page as they are. */
  *#renderOthers(families: readonly MetricFamily[]): Generator<readonly KeptBlock[], void> {
    const all = withDistinctNames(families, this.format);
    const planner = this.#planner(all);
    const kept = new Map<string, KeptFamily>();
    this.#order = [];
    for (const family of all) {
      const key = `${family.type} ${family.name}`;
      const one = this.#kept.get(key) ?? new KeptFamily();
      kept.set(key, one);
      this.#kept.set(key, one);
      yield* inTurns(one.render(family, planner));
    }
    // What was not on this page is forgotten.
    this.#kept = kept;
    if (all.length !== families.length || all.some((family, at) => family !== families[at])) return;
    const inOrder = [...kept.values()];
    this.#order = all.map(({ name, type }, at) => ({
      name,
      type,
      kept: inOrder[at] as KeptFamily,
    }));
  }

  #planner(families: readonly MetricFamily[]): Planner {
    const { name, escaping } = this.format;
    switch (name) {
      case 'text':
        return (this.#text ??= new TextPlanner(escaping));
      case 'protobuf':
        return (this.#protobuf ??= new ProtobufPlanner(escaping));
      default:
        return new OpenMetricsPlanner(families, escaping, this.#options);
    }
  }
}

/** Whether these are the families of the last page, of which it is known that they can stand on one page as they are. */
function areInOrder(families: readonly MetricFamily[], before: readonly KeptInOrder[]): boolean {
  if (families.length !== before.length) return false;
  for (let at = 0; at < families.length; at++) {
    const { name, type } = families[at] as MetricFamily;
    const last = before[at] as KeptInOrder;
    // State sets may be renamed for their labels, whatever their names are.
    if (name !== last.name || type !== last.type || type === 'stateset') return false;
  }
  return true;
}

/** Each block by itself, and nothing where there is none. */
function* inTurns(blocks: Iterable<KeptBlock | undefined>): Generator<readonly KeptBlock[], void> {
  for (const block of blocks) yield block === undefined ? [] : [block];
}
