import type { Exemplar, FamilyColumns, MetricFamily, SeriesShape } from '@telltale/model';
import { ColumnFamily, rowLayouts, type RowLayout } from '@telltale/model/internal';
import type { ParsedFamily, ParsedPoint } from './parsed-family.ts';
import { layOutLabels } from './parsed-label-columns.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Lays out what was read of a family, or some of its points, as columns. `name` is that of the result. */
export function buildFamily(
  parsed: ParsedFamily,
  name: string,
  points: readonly ParsedPoint[] = parsed.points,
): MetricFamily {
  const { type = 'unknown' } = parsed;
  const layout = rowLayouts[type];
  const width = points.reduce((widest, point) => Math.max(widest, widthOf(layout, point)), 0);
  const values = new Float64Array(points.length * width);
  let start = 0;
  for (const point of points) {
    writeRow(layout, point, values, start);
    start += width;
  }
  const { labelNames, labelValues, seriesLabelNames } = layOutLabels(
    points.map((point) => point.labels),
  );
  const columns: Mutable<FamilyColumns> = { size: points.length, width, values, labelValues };
  if (seriesLabelNames !== undefined) columns.seriesLabelNames = seriesLabelNames;
  if (layout !== undefined) Object.assign(columns, layOutShapes(layout, points));
  const timestamps = timesOf(points, 'timestamp');
  if (timestamps !== undefined) columns.timestamps = timestamps;
  const startTimestamps = timesOf(points, 'start');
  if (startTimestamps !== undefined) columns.startTimestamps = startTimestamps;
  if (points.some(hasExemplar)) columns.exemplars = points.map(exemplarsOf);
  if (points.some(({ native }) => native !== undefined)) {
    columns.native = points.map(({ native }) => native);
  }
  return columnFamily(parsed, name, labelNames, columns);
}

/** A family of what is laid out already. */
export function columnFamily(
  { type = 'unknown', help = '', unit = '' }: ParsedFamily,
  name: string,
  labelNames: readonly string[],
  columns: FamilyColumns,
): MetricFamily {
  const head = { name, help, type, labelNames };
  return new ColumnFamily(unit === '' ? head : { ...head, unit }, columns);
}

function widthOf(layout: RowLayout | undefined, { cells }: ParsedPoint): number {
  switch (layout?.keys) {
    case undefined:
      return 1;
    case 'bounds':
      return cells.length + 1;
    case 'quantiles':
      return cells.length + 2;
    case 'states':
      return cells.length;
  }
}

function writeRow(
  layout: RowLayout | undefined,
  { cells, value, sum, count }: ParsedPoint,
  values: Float64Array,
  start: number,
): void {
  if (layout === undefined) {
    values[start] = value ?? NaN;
    return;
  }
  let at = start;
  let below = 0;
  for (const cell of cells) {
    values[at++] = cell.value - below;
    if (layout.keys === 'bounds') below = cell.value;
  }
  if (layout.keys === 'states') return;
  values[at] = sum ?? NaN;
  if (layout.keys === 'quantiles') values[at + 1] = count ?? NaN;
}

/** The shape of the first series is that of the family; others are kept where they differ. */
function layOutShapes(layout: RowLayout, points: readonly ParsedPoint[]): Partial<FamilyColumns> {
  const [first] = points;
  if (first === undefined) return { [layout.keys]: [] };
  const shared = { [layout.keys]: keysOf(layout, first) };
  const hasShared = (point: ParsedPoint): boolean =>
    !(layout.keys !== 'states' && isIncomplete(point)) && haveSameKeys(point, first);
  if (points.every(hasShared)) return shared;
  const seriesShapes = points.map((point) =>
    hasShared(point) ? undefined : shapeOf(layout, point),
  );
  return { ...shared, seriesShapes };
}

function shapeOf(layout: RowLayout, point: ParsedPoint): SeriesShape {
  const keys = { [layout.keys]: keysOf(layout, point) };
  if (layout.keys === 'states') return keys;
  return {
    ...keys,
    ...(point.sum === undefined ? { noSum: true } : {}),
    ...(point.count === undefined ? { noCount: true } : {}),
    ...(point.asRead === true ? { asRead: true } : {}),
  };
}

/** Whether it is not to be written as whatever has a sum and a count. */
function isIncomplete({ sum, count, asRead }: ParsedPoint): boolean {
  return sum === undefined || count === undefined || asRead === true;
}

/** Of buckets without the last, which is that of `Infinity`. */
function keysOf({ keys }: RowLayout, { cells }: ParsedPoint): readonly (number | string)[] {
  const all = cells.map(({ key }) => key);
  return keys === 'bounds' ? all.slice(0, -1) : all;
}

function haveSameKeys(a: ParsedPoint, b: ParsedPoint): boolean {
  return (
    a.cells.length === b.cells.length && a.cells.every(({ key }, at) => key === b.cells[at]?.key)
  );
}

function timesOf(
  points: readonly ParsedPoint[],
  key: 'timestamp' | 'start',
): Float64Array | undefined {
  if (points.every((point) => point[key] === undefined)) return undefined;
  return Float64Array.from(points, (point) => point[key] ?? NaN);
}

function hasExemplar({ exemplar, cells }: ParsedPoint): boolean {
  return exemplar !== undefined || cells.some((cell) => cell.exemplar !== undefined);
}

function exemplarsOf(point: ParsedPoint): readonly (Exemplar | undefined)[] | undefined {
  if (!hasExemplar(point)) return undefined;
  return point.exemplar === undefined
    ? point.cells.map(({ exemplar }) => exemplar)
    : [point.exemplar];
}
