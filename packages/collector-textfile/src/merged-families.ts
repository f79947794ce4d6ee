import type { FamilyColumns, MetricFamily, SeriesShape } from '@telltale/model';
import { ColumnFamily, columnsOf } from '@telltale/model/internal';
import type { TextfileProblem } from './textfile-problem.ts';

/** Rows of one family of one file. */
interface Part {
  readonly family: MetricFamily;
  readonly rows: readonly number[];
}

/** A family with what the files that were read say of it. */
interface Merged {
  readonly first: MetricFamily;
  help: string;
  readonly files: string[];
  readonly parts: Part[];
  /** The labels of each series. */
  readonly keys: Set<string>;
}

/**
 * The families of several files, those of one name made one. What contradicts an earlier file is left out and told: a
 * family of another type or help text, a series that was there before.
 */
export class MergedFamilies {
  readonly #families = new Map<string, Merged>();
  readonly #reserved: ReadonlySet<string>;
  readonly #onProblem: (problem: TextfileProblem) => void;

  /** `reserved` are names that no file may give. */
  constructor(reserved: Iterable<string>, onProblem: (problem: TextfileProblem) => void) {
    this.#reserved = new Set(reserved);
    this.#onProblem = onProblem;
  }

  /** Adds a family that a file has. */
  add(file: string, family: MetricFamily): void {
    const { name, help } = family;
    const merged = this.#families.get(name) ?? {
      first: family,
      help: '',
      files: [],
      parts: [],
      keys: new Set<string>(),
    };
    const reason = this.#contradiction(merged, family);
    if (reason !== undefined) {
      this.#onProblem({ file, message: `the family ${name} was left out: ${reason}` });
      return;
    }
    this.#families.set(name, merged);
    if (merged.help === '') merged.help = help;
    merged.files.push(file);
    merged.parts.push({ family, rows: this.#freshRows(file, family, merged.keys) });
  }

  /** Those that have series, in the order in which they came. */
  *families(): Generator<MetricFamily, void, undefined> {
    for (const { first, help, files, parts } of this.#families.values()) {
      if (parts.every(({ rows }) => rows.length === 0)) continue;
      yield mergeParts(first, help === '' ? `Metric read from ${files.join(', ')}` : help, parts);
    }
  }

  #contradiction({ first, help, files }: Merged, family: MetricFamily): string | undefined {
    if (this.#reserved.has(family.name)) return 'its name is one of this collector';
    const before = files.join(', ');
    if (first.type !== family.type) {
      return `it is of type ${family.type} here, but of type ${first.type} in ${before}`;
    }
    if (help !== '' && family.help !== '' && help !== family.help) {
      return `its help text is another one than in ${before}`;
    }
    return undefined;
  }

  #freshRows(file: string, family: MetricFamily, keys: Set<string>): number[] {
    const { name } = family;
    const fresh: number[] = [];
    for (let row = 0; row < family.columns.size; row++) {
      const key = seriesKey(family, row);
      if (keys.has(key)) {
        const message = `a series of ${name} was left out: it was there before, with ${key}`;
        this.#onProblem({ file, message });
      } else {
        keys.add(key);
        fresh.push(row);
      }
    }
    return fresh;
  }
}

/** The same for the same labels in whatever order; to Prometheus, an empty label is none. */
function seriesKey({ labelNames, columns }: MetricFamily, row: number): string {
  const names = columns.seriesLabelNames?.[row] ?? labelNames;
  const values = columns.labelValues.at(row) ?? [];
  const labels = names
    .map((name, index) => [name, values[index] ?? ''] as const)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}

function mergeParts(first: MetricFamily, help: string, parts: readonly Part[]): MetricFamily {
  const { name, type } = first;
  const width = Math.max(...parts.map(({ family }) => family.columns.width));
  const labelNames = [...new Set(parts.flatMap(({ family }) => family.labelNames))];
  const rows = parts.flatMap((part) =>
    part.rows.map((row) => ({ family: part.family, columns: columnsOf(part.family), row })),
  );
  const values = new Float64Array(rows.length * width);
  rows.forEach(({ columns, row }, index) => {
    const at = row * columns.width;
    values.set(columns.values.subarray(at, at + columns.width), index * width);
  });
  const { bounds, quantiles } = first.columns;
  return new ColumnFamily(
    { name, help, type, labelNames },
    {
      isDistinct: true,
      size: rows.length,
      width,
      values,
      bounds,
      quantiles,
      labelValues: rows.map(({ columns, row }) => columns.labelValues.at(row) ?? []),
      seriesLabelNames: rows.map(
        ({ columns, row, family }) => columns.seriesLabelNames?.[row] ?? family.labelNames,
      ),
      seriesShapes: rows.map(({ columns, row }) => shapeOf(columns, row)),
    },
  );
}

/** Files may have different buckets; each row keeps those that it was read with. */
function shapeOf({ bounds, quantiles, seriesShapes }: FamilyColumns, row: number): SeriesShape {
  const own = seriesShapes?.[row];
  return { ...own, bounds: own?.bounds ?? bounds, quantiles: own?.quantiles ?? quantiles };
}
