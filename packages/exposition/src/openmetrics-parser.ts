import type { MetricFamily, MetricType } from '@telltale/model';
import { parseBound } from './distribution-rules.ts';
import { canonicalFloatText } from './number-text.ts';
import { reservedNames } from './openmetrics-names.ts';
import { checkPoint, type OpenMetricsPoint } from './openmetrics-rules.ts';
import {
  parseOpenMetricsSample,
  type LabelReaders,
  type OpenMetricsSample,
} from './openmetrics-sample.ts';
import { ParseCursor, unescape } from './parse-cursor.ts';
import { areSameLabels, type ParsedLabels } from './page-labels.ts';
import { LabelReader } from './parse-labels.ts';
import { buildFamily } from './parsed-columns.ts';
import type { ParsedFamily } from './parsed-family.ts';

const sampleSuffixes: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** Samples that count something, and so are whole numbers. */
const countSuffixes: readonly string[] = ['_bucket', '_count', '_gcount'];

interface OpenMetricsFamily extends ParsedFamily {
  readonly points: OpenMetricsPoint[];
  /** The labels of each series so far. */
  readonly seenSeries: Set<string>;
  /** Those of the last point. */
  lastSeries: string;
}

/**
 * Reads OpenMetrics 0.0.1 and 1.0.0. Where the prose of the specification and its reference parser disagree, the
 * parser is followed.
 *
 * @see OpenMetrics 1.0, "Text format"
 */
export class OpenMetricsParser {
  readonly #cursor: ParseCursor;
  readonly #labelReaders: LabelReaders;
  readonly #families: MetricFamily[] = [];
  readonly #takenNames = new Set<string>();
  #family: OpenMetricsFamily | undefined;

  constructor(page: string) {
    this.#cursor = new ParseCursor(page, { isLoose: false });
    this.#labelReaders = {
      samples: new LabelReader(this.#cursor),
      exemplars: new LabelReader(this.#cursor),
    };
  }

  parse(): MetricFamily[] {
    const cursor = this.#cursor;
    let isEnded = false;
    let lineEnd = 0;
    while (!cursor.isAtEnd()) {
      if (isEnded) throw cursor.fail('nothing may follow # EOF');
      if (cursor.isAtLineEnd()) throw cursor.fail('a line is blank');
      if (cursor.take('#')) isEnded = this.#comment();
      else this.#addSample(parseOpenMetricsSample(cursor, this.#labelReaders));
      lineEnd = cursor.position;
      cursor.nextLine();
    }
    if (!isEnded) throw cursor.fail('the page must end with # EOF', lineEnd);
    this.#finish();
    return this.#families;
  }

  /** `true`: it was `# EOF`. */
  #comment(): boolean {
    const cursor = this.#cursor;
    if (cursor.takeText(' EOF') && cursor.isAtLineEnd()) return true;
    const keyword = ['HELP', 'TYPE', 'UNIT'].find((one) => cursor.takeText(` ${one} `));
    if (keyword === undefined) {
      throw cursor.fail('expected HELP, TYPE or UNIT and a name: other comments are not allowed');
    }
    const { position } = cursor;
    const name = cursor.metricName();
    if (!cursor.take(' ')) {
      throw cursor.fail(`expected one blank after the name ${name}, got ${cursor.describe()}`);
    }
    const open = this.#family;
    const family = open?.name === name ? open : this.#begin(name, position);
    if (family.points.length > 0) {
      throw cursor.fail(`the ${keyword} of ${name} must stand before its samples`, position);
    }
    const key = keyword.toLowerCase() as 'help' | 'type' | 'unit';
    if (family[key] !== undefined) throw cursor.fail(`a second ${keyword} for ${name}`, position);
    if (key === 'type') family.type = this.#type();
    else family[key] = key === 'help' ? unescape(cursor.rest()) : cursor.rest();
    return false;
  }

  #type(): MetricType {
    const cursor = this.#cursor;
    const { position } = cursor;
    const text = cursor.rest();
    if (Object.hasOwn(sampleSuffixes, text)) return text as MetricType;
    const types = Object.keys(sampleSuffixes).join(', ');
    throw cursor.fail(`expected one of ${types}, got ${JSON.stringify(text)}`, position);
  }

  #begin(name: string, position: number): OpenMetricsFamily {
    this.#finish();
    const family: OpenMetricsFamily = {
      name,
      position,
      points: [],
      seenSeries: new Set(),
      lastSeries: '',
    };
    this.#family = family;
    return family;
  }

  #finish(): void {
    const family = this.#family;
    if (family === undefined) return;
    const cursor = this.#cursor;
    const { name, position, type = 'unknown', unit = '' } = family;
    for (const reserved of reservedNames(name, type)) {
      if (this.#takenNames.has(reserved)) {
        throw cursor.fail(`${name}: the name ${reserved} belongs to another family`, position);
      }
      this.#takenNames.add(reserved);
    }
    if (unit !== '' && !name.endsWith(`_${unit}`)) {
      throw cursor.fail(`${name}: the name does not end with its unit _${unit}`, position);
    }
    if (unit !== '' && (type === 'info' || type === 'stateset')) {
      throw cursor.fail(`${name}: a family of type ${type} has no unit`, position);
    }
    for (const point of family.points) checkPoint(cursor, family, point);
    this.#families.push(buildFamily(family, type === 'counter' ? `${name}_total` : name));
    this.#family = undefined;
  }

  #addSample(sample: OpenMetricsSample): void {
    let family = this.#family;
    let suffix = family === undefined ? undefined : suffixOf(family, sample.name);
    if (family === undefined || suffix === undefined) {
      family = this.#begin(sample.name, sample.position);
      family.type = 'unknown';
      suffix = '';
    }
    this.#checkSample(family, suffix, sample);
    const label = cellLabel(family, suffix);
    const { rest, value: cell } =
      label === undefined
        ? { rest: sample.labels, value: undefined }
        : sample.labels.without(label);
    const point = this.#pointOf(family, suffix, sample, rest);
    if (label === undefined) this.#setPart(point, suffix, sample);
    else this.#addCell(family, point, label, cell, sample);
  }

  #checkSample(family: OpenMetricsFamily, suffix: string, sample: OpenMetricsSample): void {
    const { name, value, exemplar, position } = sample;
    const fail = (what: string): never => {
      throw this.#cursor.fail(`${name}: ${what}, got ${value}`, position);
    };
    if (countSuffixes.includes(suffix) && !(Number.isInteger(value) && value >= 0)) {
      fail('expected a whole number from 0 up');
    }
    if (suffix === '_total' && !(value >= 0)) fail('expected a number from 0 up');
    if ((suffix === '_sum' || suffix === '_gsum') && Number.isNaN(value)) {
      fail('expected a number');
    }
    if (suffix === '_created' && Number.isNaN(value)) fail('expected a time in seconds');
    if (family.type === 'info' && value !== 1) fail('the value of an info is 1');
    if (family.type === 'stateset' && value !== 0 && value !== 1) {
      fail('the value of a state is 0 or 1');
    }
    if (exemplar !== undefined && suffix !== '_total' && suffix !== '_bucket') {
      throw this.#cursor.fail(
        `${name}: only totals of counters and buckets have exemplars`,
        position,
      );
    }
  }

  /** The point that a sample belongs to: the last, or a new one of the next series or instant. */
  #pointOf(
    family: OpenMetricsFamily,
    suffix: string,
    { name, timestamp, position }: OpenMetricsSample,
    labels: ParsedLabels,
  ): OpenMetricsPoint {
    const cursor = this.#cursor;
    const last = family.points.at(-1);
    const isLast = last !== undefined && areSameLabels(last.labels, labels);
    const series = isLast ? family.lastSeries : labels.names.keyOf(labels.values);
    if (last !== undefined && series === family.lastSeries) {
      if ((timestamp === undefined) !== (last.timestamp === undefined)) {
        throw cursor.fail(`${name}: only some samples of a series have a timestamp`, position);
      }
      const elapsed = (timestamp ?? 0) - (last.timestamp ?? 0);
      if (elapsed < 0) throw cursor.fail(`${name}: the timestamps go backwards`, position);
      if (elapsed === 0 && !hasPart(last, suffix)) return last;
      if (timestamp === undefined || (elapsed === 0 && last.value === undefined)) {
        throw cursor.fail(`${name} stands twice with the same labels`, position);
      }
    } else if (family.seenSeries.has(series)) {
      throw cursor.fail(`${name}: the samples of a series must stand together`, position);
    }
    const point: OpenMetricsPoint = { labels, position, timestamp, cells: [] };
    family.points.push(point);
    family.seenSeries.add(series);
    family.lastSeries = series;
    return point;
  }

  #setPart(point: OpenMetricsPoint, suffix: string, sample: OpenMetricsSample): void {
    switch (suffix) {
      case '_created':
        point.start = sample.value;
        return;
      case '_sum':
      case '_gsum':
        point.sum = sample.value;
        return;
      case '_count':
      case '_gcount':
        point.count = sample.value;
        return;
      default:
        point.value = sample.value;
        point.exemplar = sample.exemplar;
    }
  }

  #addCell(
    family: OpenMetricsFamily,
    point: OpenMetricsPoint,
    label: string,
    text: string | undefined,
    { value, exemplar, position }: OpenMetricsSample,
  ): void {
    const cursor = this.#cursor;
    if (family.type === 'stateset') {
      if (text === undefined) throw cursor.fail(`a label ${label} is missing`, position);
      point.cells.push({ key: text, value, position });
      return;
    }
    const key = parseBound(cursor, label, text, position);
    if (family.type === 'summary' && !(key >= 0 && key <= 1)) {
      throw cursor.fail(`expected a quantile from 0 to 1, got ${key}`, position);
    }
    if (key === Infinity && text !== '+Inf') {
      throw cursor.fail(`an infinite bound is written +Inf, got ${JSON.stringify(text)}`, position);
    }
    // One below its bucket is taken, as the reference parser takes it.
    if (exemplar !== undefined && !(exemplar.value <= key)) {
      throw cursor.fail(`the exemplar ${exemplar.value} is above its bucket`, position);
    }
    if (text !== canonicalFloatText(key)) point.hasLooseBounds = true;
    point.cells.push({ key, value, exemplar, position });
  }
}

/** Which of the family's samples a name is. `undefined`: none of them. */
function suffixOf({ name, type = 'unknown' }: ParsedFamily, sample: string): string | undefined {
  return sampleSuffixes[type].find((suffix) => sample === name + suffix);
}

/** The label that tells the buckets, quantiles or states apart, if the sample is one. */
function cellLabel({ name, type }: ParsedFamily, suffix: string): string | undefined {
  if (suffix === '_bucket') return 'le';
  if (suffix !== '') return undefined;
  return type === 'summary' ? 'quantile' : type === 'stateset' ? name : undefined;
}

/** Whether a point has already what a sample brings. Cells are compared once all are there. */
function hasPart(point: OpenMetricsPoint, suffix: string): boolean {
  switch (suffix) {
    case '_created':
      return point.start !== undefined;
    case '_sum':
    case '_gsum':
      return point.sum !== undefined;
    case '_count':
    case '_gcount':
      return point.count !== undefined;
    default:
      return point.value !== undefined;
  }
}
