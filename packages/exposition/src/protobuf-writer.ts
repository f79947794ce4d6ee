import type { Exemplar, FamilyColumns, MetricFamily, NativeHistogramValue } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { needsEmptySpan, spansOf } from './native-spans.ts';
import {
  bucketFields,
  exemplarFields,
  familyFields,
  histogramFields,
  labelFields,
  metricFields,
  protobufTypes,
  quantileFields,
  spanFields,
  summaryFields,
  timestampFields,
  valueFields,
} from './protobuf-fields.ts';
import { ProtobufSink } from './protobuf-sink.ts';
import type { Writer } from './writer.ts';

/** One series on its way to the page. */
interface ProtobufRow {
  readonly index: number;
  readonly labelNames: readonly string[];
  readonly labelValues: readonly string[];
}

/**
 * Delimited `io.prometheus.client.MetricFamily`: the one format of Prometheus that carries native histograms.
 *
 * @see Prometheus documentation, "Exposition formats", protobuf format; "Native Histograms", "Classic Prometheus
 * formats"
 */
export class ProtobufWriter implements Writer {
  readonly #sink = new ProtobufSink();
  readonly #escaping: EscapingScheme;

  constructor(escaping: EscapingScheme) {
    this.#escaping = escaping;
  }

  writeFamily(family: MetricFamily): void {
    const sink = this.#sink;
    const columns = columnsOf(family);
    const { type, help, unit } = family;
    let name = escapeMetricName(family.name, this.#escaping);
    if (type === 'info' && !name.endsWith('_info')) name += '_info';
    // The format has neither infos nor state sets.
    const shown = type === 'info' || type === 'stateset' ? 'gauge' : type;
    sink.delimited(() => {
      sink.text(familyFields.name, name);
      if (help !== '') sink.text(familyFields.help, help);
      sink.integer(familyFields.type, protobufTypes[shown]);
      for (const row of this.#rows(family, columns)) {
        if (type === 'stateset') this.#states(name, columns, row);
        else this.#metric(columns, row, () => this.#value(shown, columns, row.index));
      }
      // Prometheus refuses a page with a unit that the name does not end in.
      if (unit !== undefined && name.replace(/_total$/, '').endsWith(`_${unit}`)) {
        sink.text(familyFields.unit, unit);
      }
    });
  }

  finish(): Uint8Array {
    return this.#sink.finish();
  }

  *#rows(family: MetricFamily, columns: FamilyColumns): Generator<ProtobufRow, void, undefined> {
    const familyNames = this.#labelNames(family.labelNames);
    for (let index = 0; index < columns.size; index++) {
      const own = columns.seriesLabelNames?.[index];
      const labelNames = own === undefined ? familyNames : this.#labelNames(own);
      yield { index, labelNames, labelValues: columns.labelValues[index] ?? [] };
    }
  }

  #labelNames(names: readonly string[]): readonly string[] {
    const escaped = names.map((name) => escapeLabelName(name, this.#escaping));
    // As in the formats of lines: `values` is the scheme that keeps names apart.
    return new Set(escaped).size < escaped.length
      ? names.map((name) => escapeLabelName(name, 'values'))
      : escaped;
  }

  #metric(
    columns: FamilyColumns,
    { index, labelNames, labelValues }: ProtobufRow,
    writeValue: () => void,
  ): void {
    const sink = this.#sink;
    sink.message(familyFields.metric, () => {
      for (const [at, name] of labelNames.entries()) {
        this.#label(metricFields.label, name, labelValues[at] ?? '');
      }
      writeValue();
      const milliseconds = Math.round((columns.timestamps?.[index] ?? NaN) * 1000);
      if (Number.isSafeInteger(milliseconds)) sink.integer(metricFields.timestampMs, milliseconds);
    });
  }

  /** Each state is a gauge of its own, with a label that is called as the family is. */
  #states(name: string, columns: FamilyColumns, row: ProtobufRow): void {
    const states = columns.seriesShapes?.[row.index]?.states ?? columns.states ?? [];
    const labelNames = [...row.labelNames, ...this.#labelNames([name])];
    for (const [cell, state] of states.entries()) {
      const labelValues = [...row.labelValues, state];
      this.#metric(columns, { index: row.index, labelNames, labelValues }, () => {
        this.#number(metricFields.gauge, columns.values[row.index * columns.width + cell] ?? 0);
      });
    }
  }

  #value(type: keyof typeof protobufTypes, columns: FamilyColumns, row: number): void {
    const sink = this.#sink;
    const first = columns.values[row * columns.width] ?? NaN;
    switch (type) {
      case 'gauge':
        this.#number(metricFields.gauge, first);
        return;
      case 'unknown':
        this.#number(metricFields.untyped, first);
        return;
      case 'counter':
        sink.message(metricFields.counter, () => {
          sink.double(valueFields.value, first);
          this.#exemplar(valueFields.exemplar, columns.exemplars?.[row]?.[0]);
          this.#time(valueFields.start, columns.startTimestamps?.[row]);
        });
        return;
      case 'summary':
        sink.message(metricFields.summary, () => this.#summary(columns, row));
        return;
      case 'histogram':
      case 'gaugehistogram':
        sink.message(metricFields.histogram, () => {
          this.#histogram(columns, row);
          if (type === 'histogram') {
            this.#time(histogramFields.start, columns.startTimestamps?.[row]);
          }
        });
    }
  }

  #number(field: number, value: number): void {
    this.#sink.message(field, () => this.#sink.double(valueFields.value, value));
  }

  #summary(columns: FamilyColumns, row: number): void {
    const sink = this.#sink;
    const start = row * columns.width;
    const shape = columns.seriesShapes?.[row];
    const quantiles = shape?.quantiles ?? columns.quantiles ?? [];
    // A page of text may have a fraction here, for which the format has no field.
    const count = Math.round(columns.values[start + quantiles.length + 1] ?? NaN);
    if (count >= 0 && count < 2 ** 64) sink.integer(summaryFields.count, count);
    if (shape?.noSum !== true) {
      sink.double(summaryFields.sum, columns.values[start + quantiles.length] ?? NaN);
    }
    for (const [cell, quantile] of quantiles.entries()) {
      sink.message(summaryFields.quantile, () => {
        sink.double(quantileFields.quantile, quantile);
        sink.double(quantileFields.value, columns.values[start + cell] ?? NaN);
      });
    }
    this.#time(summaryFields.start, columns.startTimestamps?.[row]);
  }

  /** A histogram with native buckets and without bounds is native only: it shows no classic bucket. */
  #histogram(columns: FamilyColumns, row: number): void {
    const sink = this.#sink;
    const shape = columns.seriesShapes?.[row];
    const bounds = shape?.bounds ?? columns.bounds ?? [];
    const native = columns.native?.[row];
    const start = row * columns.width;
    const cells = columns.values.subarray(start, start + bounds.length + 1);
    const count = cells.reduce((sum, cell) => sum + cell, 0);
    const isFloat = !cells.every(isCount) || !isCount(count) || !areCounts(native);
    const writeCount = (integerField: number, floatField: number, value: number): void => {
      if (isFloat) sink.double(floatField, value);
      else sink.integer(integerField, value);
    };
    writeCount(histogramFields.count, histogramFields.countFloat, count);
    if (shape?.noSum !== true) {
      sink.double(histogramFields.sum, columns.values[start + bounds.length + 1] ?? NaN);
    }
    const exemplars = columns.exemplars?.[row];
    let cumulative = 0;
    for (const [cell, upperBound] of [...bounds, Infinity].entries()) {
      cumulative += cells[cell] ?? 0;
      const exemplar = exemplars?.[cell];
      // The count says what the last bucket would: it is there for its exemplar only.
      if (upperBound === Infinity && (exemplar === undefined || isNativeOnly(native, bounds))) {
        continue;
      }
      sink.message(histogramFields.bucket, () => {
        writeCount(bucketFields.count, bucketFields.countFloat, cumulative);
        sink.double(bucketFields.upperBound, upperBound);
        this.#exemplar(bucketFields.exemplar, exemplar);
      });
    }
    if (native !== undefined) this.#native(native, isFloat);
  }

  #native(native: NativeHistogramValue, isFloat: boolean): void {
    const sink = this.#sink;
    sink.signed(histogramFields.schema, native.schema);
    sink.double(histogramFields.zeroThreshold, native.zeroThreshold);
    if (isFloat) sink.double(histogramFields.zeroCountFloat, native.zeroCount);
    else sink.integer(histogramFields.zeroCount, native.zeroCount);
    let isEmpty = true;
    for (const side of ['negative', 'positive'] as const) {
      const fields = histogramFields[side];
      const { spans, counts } = spansOf(native[side]);
      for (const { offset, length } of spans) {
        isEmpty = false;
        this.#span(fields.span, offset, length);
      }
      let before = 0;
      for (const count of counts) {
        if (isFloat) sink.double(fields.count, count);
        else sink.signed(fields.delta, count - before);
        before = count;
      }
    }
    if (isEmpty && needsEmptySpan(native)) this.#span(histogramFields.positive.span, 0, 0);
    for (const exemplar of native.exemplars ?? []) {
      // Here the format wants a time.
      if (exemplar.timestamp !== undefined) this.#exemplar(histogramFields.exemplar, exemplar);
    }
  }

  #span(field: number, offset: number, length: number): void {
    this.#sink.message(field, () => {
      this.#sink.signed(spanFields.offset, offset);
      this.#sink.integer(spanFields.length, length);
    });
  }

  #label(field: number, name: string, value: string): void {
    this.#sink.message(field, () => {
      this.#sink.text(labelFields.name, name);
      this.#sink.text(labelFields.value, value);
    });
  }

  #exemplar(field: number, exemplar: Exemplar | undefined): void {
    if (exemplar === undefined) return;
    const sink = this.#sink;
    const entries = Object.entries(exemplar.labels);
    const names = this.#labelNames(entries.map(([name]) => name));
    sink.message(field, () => {
      for (const [at, [name, value]] of entries.entries()) {
        this.#label(exemplarFields.label, names[at] ?? name, value);
      }
      sink.double(exemplarFields.value, exemplar.value);
      this.#time(exemplarFields.timestamp, exemplar.timestamp);
    });
  }

  /** Unix seconds as a `google.protobuf.Timestamp`, whose nanoseconds count forward also before 1970. */
  #time(field: number, seconds = NaN): void {
    const sink = this.#sink;
    let whole = Math.floor(seconds);
    const milliseconds = Math.round(seconds * 1000);
    // What came from a clock of milliseconds stays a whole number of them: who cuts the rest off must not lose one.
    let nanos =
      milliseconds / 1000 === seconds && Math.abs(whole) < 2 ** 33
        ? (milliseconds - whole * 1000) * 1e6
        : Math.round((seconds - whole) * 1e9);
    if (nanos === 1e9) {
      whole++;
      nanos = 0;
    }
    if (!Number.isSafeInteger(whole)) return;
    sink.message(field, () => {
      sink.integer(timestampFields.seconds, whole);
      sink.integer(timestampFields.nanos, nanos);
    });
  }
}

function isNativeOnly(
  native: NativeHistogramValue | undefined,
  bounds: readonly number[],
): boolean {
  return native !== undefined && bounds.length === 0;
}

/** Whether it can be written as an integer, and differences with it too. */
function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areCounts(native: NativeHistogramValue | undefined): boolean {
  return (
    native === undefined ||
    (isCount(native.zeroCount) &&
      native.positive.counts.every(isCount) &&
      native.negative.counts.every(isCount))
  );
}
