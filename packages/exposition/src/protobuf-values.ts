import type { Exemplar, FamilyColumns, NativeHistogramValue } from '@telltale/model';
import { escapeLabelName, type EscapingScheme } from './escape-name.ts';
import { needsEmptySpan, spansOf } from './native-spans.ts';
import {
  bucketFields,
  exemplarFields,
  histogramFields,
  labelFields,
  quantileFields,
  spanFields,
  summaryFields,
  timestampFields,
} from './protobuf-fields.ts';
import type { ProtobufSink } from './protobuf-sink.ts';

/** Writes what is inside of the messages of values. */
export class ProtobufValues {
  readonly #sink: ProtobufSink;
  readonly #escaping: EscapingScheme;

  constructor(sink: ProtobufSink, escaping: EscapingScheme) {
    this.#sink = sink;
    this.#escaping = escaping;
  }

  labelNames(names: readonly string[]): readonly string[] {
    const escaped = names.map((name) => escapeLabelName(name, this.#escaping));
    // As in the formats of lines: `values` is the scheme that keeps names apart.
    return new Set(escaped).size < escaped.length
      ? names.map((name) => escapeLabelName(name, 'values'))
      : escaped;
  }

  summary(columns: FamilyColumns, row: number): void {
    const sink = this.#sink;
    const { values } = columns;
    const start = row * columns.width;
    const shape = columns.seriesShapes?.[row];
    const quantiles = shape?.quantiles ?? columns.quantiles ?? [];
    // A page of text may have a fraction here, for which the format has no field.
    const count = Math.round(values[start + quantiles.length + 1] ?? NaN);
    if (count >= 0 && count < 2 ** 64) sink.integer(summaryFields.count, count);
    if (shape?.noSum !== true) {
      sink.double(summaryFields.sum, values[start + quantiles.length] ?? NaN);
    }
    for (let cell = 0; cell < quantiles.length; cell++) {
      const message = sink.open(summaryFields.quantile);
      sink.double(quantileFields.quantile, quantiles[cell] as number);
      sink.double(quantileFields.value, values[start + cell] ?? NaN);
      sink.end(message);
    }
    this.time(summaryFields.start, columns.startTimestamps?.[row]);
  }

  /** A histogram with native buckets and without bounds is native only: it shows no classic bucket. */
  histogram(columns: FamilyColumns, row: number): void {
    const sink = this.#sink;
    const { values } = columns;
    const shape = columns.seriesShapes?.[row];
    const bounds = shape?.bounds ?? columns.bounds ?? [];
    const native = columns.native?.[row];
    const start = row * columns.width;
    const last = bounds.length;
    let count = 0;
    let isFloat = !areCounts(native);
    for (let cell = 0; cell <= last; cell++) {
      const inBucket = values[start + cell] ?? NaN;
      count += inBucket;
      if (!isCount(inBucket)) isFloat = true;
    }
    if (!isCount(count)) isFloat = true;
    if (isFloat) sink.double(histogramFields.countFloat, count);
    else sink.integer(histogramFields.count, count);
    if (shape?.noSum !== true) {
      sink.double(histogramFields.sum, values[start + last + 1] ?? NaN);
    }
    const exemplars = columns.exemplars?.[row];
    const isNativeOnly = native !== undefined && last === 0;
    let cumulative = 0;
    for (let cell = 0; cell <= last; cell++) {
      cumulative += values[start + cell] ?? 0;
      const exemplar = exemplars?.[cell];
      // The count says what the last bucket would: it is there for its exemplar only.
      if (cell === last && (exemplar === undefined || isNativeOnly)) continue;
      const message = sink.open(histogramFields.bucket);
      if (isFloat) sink.double(bucketFields.countFloat, cumulative);
      else sink.integer(bucketFields.count, cumulative);
      sink.double(bucketFields.upperBound, bounds[cell] ?? Infinity);
      this.exemplar(bucketFields.exemplar, exemplar);
      sink.end(message);
    }
    if (native !== undefined) this.#native(native, isFloat);
  }

  exemplar(field: number, exemplar: Exemplar | undefined): void {
    if (exemplar === undefined) return;
    const sink = this.#sink;
    const entries = Object.entries(exemplar.labels);
    const names = this.labelNames(entries.map(([name]) => name));
    const message = sink.open(field);
    for (const [at, [name, value]] of entries.entries()) {
      const label = sink.open(exemplarFields.label);
      sink.text(labelFields.name, names[at] ?? name);
      sink.text(labelFields.value, value);
      sink.end(label);
    }
    sink.double(exemplarFields.value, exemplar.value);
    this.time(exemplarFields.timestamp, exemplar.timestamp);
    sink.end(message);
  }

  /** Unix seconds as a `google.protobuf.Timestamp`, whose nanoseconds count forward also before 1970. */
  time(field: number, seconds = NaN): void {
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
    const message = sink.open(field);
    sink.integer(timestampFields.seconds, whole);
    sink.integer(timestampFields.nanos, nanos);
    sink.end(message);
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
      if (exemplar.timestamp !== undefined) this.exemplar(histogramFields.exemplar, exemplar);
    }
  }

  #span(field: number, offset: number, length: number): void {
    const message = this.#sink.open(field);
    this.#sink.signed(spanFields.offset, offset);
    this.#sink.integer(spanFields.length, length);
    this.#sink.end(message);
  }
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
