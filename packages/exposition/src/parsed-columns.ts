import type { FamilyColumns, MetricFamily, MetricType, SeriesShape } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import type { ParsedLabels } from './parse-labels.ts';
import type { ParsedFamily, ParsedPoint } from './parsed-family.ts';

/** Lays out what was read of a family as columns. `name` is that of the result. */
export function buildFamily(parsed: ParsedFamily, name: string): MetricFamily {
  const { points, type = 'unknown', help = '', unit = '' } = parsed;
  const { labelNames, ...labelColumns } = layOutLabels(points);
  const shapes = points.map((point) => shapeOf(type, point));
  const width = shapes.reduce((widest, shape) => Math.max(widest, widthOf(type, shape)), 0);
  const values = new Float64Array(points.length * width);
  for (const [row, point] of points.entries()) {
    writeRow(type, point, values.subarray(row * width, (row + 1) * width));
  }
  const columns: FamilyColumns = {
    size: points.length,
    width,
    values,
    ...labelColumns,
    ...layOutShapes(type, shapes),
    ...timeColumn('timestamps', points, (point) => point.timestamp),
    ...timeColumn('startTimestamps', points, (point) => point.start),
    ...exemplarColumn(points),
    ...nativeColumn(points),
  };
  const head = { name, help, type, labelNames, ...(unit === '' ? {} : { unit }) };
  return new ColumnFamily(head, columns);
}

/** Label names of the family, and those of each series where they are not the same in all. */
function layOutLabels(
  points: readonly ParsedPoint[],
): Pick<FamilyColumns, 'labelValues' | 'seriesLabelNames'> & { labelNames: readonly string[] } {
  const labelNames = points[0]?.labels.names ?? [];
  const labelValues: (readonly string[])[] = [];
  for (const { labels } of points) {
    const values = inOrder(labels, labelNames);
    if (values === undefined) break;
    labelValues.push(values);
  }
  if (labelValues.length === points.length) return { labelNames, labelValues };
  return {
    labelNames: [...new Set(points.flatMap(({ labels }) => labels.names))],
    labelValues: points.map(({ labels }) => labels.values),
    seriesLabelNames: points.map(({ labels }) => labels.names),
  };
}

/** The values of labels in the order of `names`. `undefined`: their names are not these. */
function inOrder(labels: ParsedLabels, names: readonly string[]): readonly string[] | undefined {
  if (labels.names.length !== names.length) return undefined;
  if (names.every((name, at) => name === labels.names[at])) return labels.values;
  const byName = new Map(labels.names.map((name, at) => [name, labels.values[at] ?? '']));
  return names.every((name) => byName.has(name))
    ? names.map((name) => byName.get(name) ?? '')
    : undefined;
}

function shapeOf(type: MetricType, point: ParsedPoint): SeriesShape {
  switch (type) {
    case 'histogram':
    case 'gaugehistogram':
      return { bounds: numbers(point).slice(0, -1), ...missing(point) };
    case 'summary':
      return { quantiles: numbers(point), ...missing(point) };
    case 'stateset':
      return { states: point.cells.map(({ key }) => String(key)) };
    default:
      return {};
  }
}

function missing(point: ParsedPoint): SeriesShape {
  return {
    ...(point.sum === undefined ? { noSum: true } : {}),
    ...(point.count === undefined ? { noCount: true } : {}),
    ...(point.asRead === true ? { asRead: true } : {}),
  };
}

function numbers(point: ParsedPoint): readonly number[] {
  return point.cells.map(({ key }) => Number(key));
}

function widthOf(type: MetricType, { bounds, quantiles, states }: SeriesShape): number {
  if (type === 'stateset') return states?.length ?? 0;
  const list = bounds ?? quantiles;
  return list === undefined ? 1 : list.length + 2;
}

/** The shape of the first series is that of the family; others are kept where they differ. */
function layOutShapes(type: MetricType, shapes: readonly SeriesShape[]): Partial<FamilyColumns> {
  const [first] = shapes;
  if (first === undefined) return emptyShape(type);
  const { bounds, quantiles, states } = first;
  const shared = {
    ...(bounds === undefined ? {} : { bounds }),
    ...(quantiles === undefined ? {} : { quantiles }),
    ...(states === undefined ? {} : { states }),
  };
  const plain = JSON.stringify(shared);
  const own = shapes.map((shape) => (JSON.stringify(shape) === plain ? undefined : shape));
  return own.every((shape) => shape === undefined) ? shared : { ...shared, seriesShapes: own };
}

function emptyShape(type: MetricType): Partial<FamilyColumns> {
  switch (type) {
    case 'histogram':
    case 'gaugehistogram':
      return { bounds: [] };
    case 'summary':
      return { quantiles: [] };
    case 'stateset':
      return { states: [] };
    default:
      return {};
  }
}

function writeRow(type: MetricType, point: ParsedPoint, row: Float64Array): void {
  switch (type) {
    case 'histogram':
    case 'gaugehistogram': {
      let below = 0;
      for (const [cell, { value }] of point.cells.entries()) {
        row[cell] = value - below;
        below = value;
      }
      row[point.cells.length] = point.sum ?? NaN;
      return;
    }
    case 'summary':
      row.set(point.cells.map(({ value }) => value));
      row[point.cells.length] = point.sum ?? NaN;
      row[point.cells.length + 1] = point.count ?? NaN;
      return;
    case 'stateset':
      row.set(point.cells.map(({ value }) => value));
      return;
    default:
      row[0] = point.value ?? NaN;
  }
}

function timeColumn<Key extends 'timestamps' | 'startTimestamps'>(
  key: Key,
  points: readonly ParsedPoint[],
  read: (point: ParsedPoint) => number | undefined,
): Partial<Record<Key, Float64Array>> {
  if (points.every((point) => read(point) === undefined)) return {};
  const column = Float64Array.from(points, (point) => read(point) ?? NaN);
  return { [key]: column } as Record<Key, Float64Array>;
}

function exemplarColumn(points: readonly ParsedPoint[]): Pick<FamilyColumns, 'exemplars'> {
  const exemplars = points.map(({ exemplar, cells }) => {
    if (exemplar !== undefined) return [exemplar];
    const ofCells = cells.map((cell) => cell.exemplar);
    return ofCells.every((one) => one === undefined) ? undefined : ofCells;
  });
  return exemplars.every((one) => one === undefined) ? {} : { exemplars };
}

function nativeColumn(points: readonly ParsedPoint[]): Pick<FamilyColumns, 'native'> {
  const native = points.map((point) => point.native);
  return native.every((one) => one === undefined) ? {} : { native };
}
