import type { FamilyColumns, MetricFamily, SeriesShape } from '@telltale/model';
import { ColumnFamily, columnsOf, type FamilyHead } from '@telltale/model/internal';

/** Makes one family of several of one name and type, as two registries may have them. The first says the rest. */
export function mergeFamilies(first: MetricFamily, others: readonly MetricFamily[]): MetricFamily {
  if (others.length === 0) return first;
  const parts = [first, ...others].map((family) => ({ family, columns: columnsOf(family) }));
  const width = Math.max(...parts.map(({ columns }) => columns.width));
  const size = parts.reduce((sum, { columns }) => sum + columns.size, 0);
  const values = new Float64Array(size * width);
  let row = 0;
  for (const { columns } of parts) {
    for (let index = 0; index < columns.size; index++, row++) {
      const at = index * columns.width;
      values.set(columns.values.subarray(at, at + columns.width), row * width);
    }
  }
  const rows = <Item>(
    read: (columns: FamilyColumns, index: number, family: MetricFamily) => Item,
  ) =>
    parts.flatMap(({ family, columns }) =>
      Array.from({ length: columns.size }, (_, index) => read(columns, index, family)),
    );
  const labelNames = [...new Set(parts.flatMap(({ family }) => family.labelNames))];
  return new ColumnFamily(headOf(first, { labelNames }), {
    size,
    width,
    values,
    labelValues: rows((columns, index) => columns.labelValues.at(index) ?? []),
    seriesLabelNames: rows(
      (columns, index, { labelNames }) => columns.seriesLabelNames?.[index] ?? labelNames,
    ),
    startTimestamps: Float64Array.from(
      rows((columns, index) => columns.startTimestamps?.[index] ?? NaN),
    ),
    timestamps: Float64Array.from(rows((columns, index) => columns.timestamps?.[index] ?? NaN)),
    seriesShapes: rows(shapeOf),
    exemplars: rows((columns, index) => columns.exemplars?.[index]),
    native: rows((columns, index) => columns.native?.[index]),
  });
}

/** What describes a family apart from its series, with some of it changed. */
export function headOf(
  { name, help, type, unit, labelNames }: MetricFamily,
  changed: Partial<FamilyHead>,
): FamilyHead {
  const head = { name, help, type, labelNames, ...changed };
  return unit === undefined ? head : { ...head, unit };
}

function shapeOf(columns: FamilyColumns, index: number): SeriesShape {
  const { bounds, quantiles, states } = columns;
  return { bounds, quantiles, states, ...definedOf(columns.seriesShapes?.[index]) };
}

/** Without what is `undefined`, which would hide what the family has. */
function definedOf(shape: SeriesShape = {}): SeriesShape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined));
}
