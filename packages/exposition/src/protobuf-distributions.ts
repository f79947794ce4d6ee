import type { Exemplar, NativeBucketsValue, NativeHistogramValue } from '@telltale/model';
import { bucketsOf, type NativeSpan } from './native-spans.ts';
import type { ParsedCell } from './parsed-family.ts';
import {
  bucketFields,
  histogramFields,
  quantileFields,
  spanFields,
  summaryFields,
} from './protobuf-fields.ts';
import { readExemplar, readTime, type Payload } from './protobuf-parts.ts';
import type { ProtobufReader } from './protobuf-reader.ts';

/** A count is an integer or, where that is above 0, a float. */
interface Count {
  integer: number;
  float: number;
}

/** The native buckets of one sign. */
interface Side {
  readonly spans: NativeSpan[];
  readonly deltas: number[];
  readonly counts: number[];
}

export function readSummary(reader: ProtobufReader): Payload {
  const payload: Payload = { count: 0, sum: 0, cells: [] };
  reader.message((field) => {
    switch (field) {
      case summaryFields.count:
        payload.count = reader.unsigned();
        return true;
      case summaryFields.sum:
        payload.sum = reader.double();
        return true;
      case summaryFields.quantile:
        payload.cells.push(readQuantile(reader));
        return true;
      case summaryFields.start:
        payload.start = readTime(reader);
        return true;
      default:
        return false;
    }
  });
  return payload;
}

function readQuantile(reader: ProtobufReader): ParsedCell {
  const { position } = reader;
  let key = 0;
  let value = 0;
  reader.message((field) => {
    switch (field) {
      case quantileFields.quantile:
        key = reader.double();
        return true;
      case quantileFields.value:
        value = reader.double();
        return true;
      default:
        return false;
    }
  });
  if (Number.isNaN(key)) throw reader.fail('a quantile is NaN', position);
  return { key, value, position };
}

/** A histogram: classic, native or both. One that is neither has but the bucket that holds all. */
export function readHistogram(reader: ProtobufReader): Payload {
  const { position } = reader;
  const total: Count = { integer: 0, float: 0 };
  const zero: Count = { integer: 0, float: 0 };
  const positive: Side = { spans: [], deltas: [], counts: [] };
  const negative: Side = { spans: [], deltas: [], counts: [] };
  const exemplars: Exemplar[] = [];
  const payload: Payload = { sum: 0, cells: [] };
  let schema = 0;
  let zeroThreshold = 0;
  reader.message((field) => {
    switch (field) {
      case histogramFields.count:
        total.integer = reader.unsigned();
        return true;
      case histogramFields.countFloat:
        total.float = reader.double();
        return true;
      case histogramFields.sum:
        payload.sum = reader.double();
        return true;
      case histogramFields.bucket:
        payload.cells.push(readBucket(reader));
        return true;
      case histogramFields.start:
        payload.start = readTime(reader);
        return true;
      case histogramFields.schema:
        schema = reader.signed();
        return true;
      case histogramFields.zeroThreshold:
        zeroThreshold = reader.double();
        return true;
      case histogramFields.zeroCount:
        zero.integer = reader.unsigned();
        return true;
      case histogramFields.zeroCountFloat:
        zero.float = reader.double();
        return true;
      case histogramFields.exemplar:
        exemplars.push(readNativeExemplar(reader));
        return true;
      default:
        return (
          readSide(reader, field, 'positive', positive) ||
          readSide(reader, field, 'negative', negative)
        );
    }
  });
  const count = countOf(total);
  payload.count = count;
  if (payload.cells.at(-1)?.key !== Infinity) {
    payload.cells.push({ key: Infinity, value: count, position });
  }
  const zeroCount = countOf(zero);
  const hasSpans = positive.spans.length > 0 || negative.spans.length > 0;
  if (hasSpans || zeroThreshold > 0 || zeroCount > 0) {
    const native = {
      schema,
      zeroThreshold,
      zeroCount,
      positive: bucketsOfSide(reader, positive, position),
      negative: bucketsOfSide(reader, negative, position),
      ...(exemplars.length > 0 ? { exemplars } : {}),
    };
    checkNative(reader, native, count, payload.sum ?? 0, position);
    payload.native = native;
  }
  return payload;
}

function readBucket(reader: ProtobufReader): ParsedCell {
  const { position } = reader;
  const count: Count = { integer: 0, float: 0 };
  let key = 0;
  let exemplar: Exemplar | undefined;
  reader.message((field) => {
    switch (field) {
      case bucketFields.count:
        count.integer = reader.unsigned();
        return true;
      case bucketFields.countFloat:
        count.float = reader.double();
        return true;
      case bucketFields.upperBound:
        key = reader.double();
        return true;
      case bucketFields.exemplar:
        exemplar = readExemplar(reader);
        return true;
      default:
        return false;
    }
  });
  if (Number.isNaN(key)) throw reader.fail('the bound of a bucket is NaN', position);
  return { key, value: countOf(count), position, exemplar };
}

function readNativeExemplar(reader: ProtobufReader): Exemplar {
  const { position } = reader;
  const exemplar = readExemplar(reader);
  if (exemplar.timestamp !== undefined) return exemplar;
  throw reader.fail('an exemplar of a native histogram has no timestamp', position);
}

function readSide(
  reader: ProtobufReader,
  field: number,
  sign: 'positive' | 'negative',
  { spans, deltas, counts }: Side,
): boolean {
  const fields = histogramFields[sign];
  switch (field) {
    case fields.span:
      spans.push(readSpan(reader, spans.length === 0));
      return true;
    case fields.delta:
      reader.signedTo(deltas);
      return true;
    case fields.count:
      reader.doubleTo(counts);
      return true;
    default:
      return false;
  }
}

function readSpan(reader: ProtobufReader, isFirst: boolean): NativeSpan {
  const { position } = reader;
  let offset = 0;
  let length = 0;
  reader.message((field) => {
    switch (field) {
      case spanFields.offset:
        offset = reader.signed();
        return true;
      case spanFields.length:
        length = reader.unsigned();
        return true;
      default:
        return false;
    }
  });
  if (offset < 0 && !isFirst) {
    throw reader.fail(`only the first span can have a negative offset, got ${offset}`, position);
  }
  if (Math.abs(offset) > 2 ** 31 || length >= 2 ** 32) {
    throw reader.fail('the offset and the length of a span are of 32 bits', position);
  }
  return { offset, length };
}

function bucketsOfSide(
  reader: ProtobufReader,
  { spans, deltas, counts: floats }: Side,
  position: number,
): NativeBucketsValue {
  if (deltas.length > 0 && floats.length > 0) {
    throw reader.fail('native buckets have both differences and counts', position);
  }
  let count = 0;
  const counts = floats.length > 0 ? floats : deltas.map((delta) => (count += delta));
  const length = spans.reduce((sum, span) => sum + span.length, 0);
  if (length !== counts.length) {
    throw reader.fail(
      `the spans have ${length} native buckets, but there are ${counts.length} counts`,
      position,
    );
  }
  const bad = counts.find((one) => !(one >= 0 && one < Infinity));
  if (bad !== undefined) {
    throw reader.fail(`the count of a native bucket is ${bad}`, position);
  }
  const buckets = bucketsOf({ spans, counts });
  // As constantFamily() has it: no double is further out, and what is written again fits its 32 bits.
  const far = buckets.indexes.find((index) => Math.abs(index) > 2 ** 30);
  if (far !== undefined) {
    throw reader.fail(`the index of a native bucket is ${far}`, position);
  }
  return buckets;
}

function checkNative(
  reader: ProtobufReader,
  { schema, zeroThreshold, zeroCount, positive, negative }: NativeHistogramValue,
  count: number,
  sum: number,
  position: number,
): void {
  if (schema < -4 || schema > 8) {
    throw reader.fail(`the schema of a native histogram is from -4 to 8, got ${schema}`, position);
  }
  if (!(zeroThreshold >= 0 && zeroThreshold < Infinity)) {
    throw reader.fail(`the zero threshold is ${zeroThreshold}`, position);
  }
  if (zeroCount === Infinity) throw reader.fail('the zero bucket holds Infinity', position);
  const all = [zeroCount, ...positive.counts, ...negative.counts];
  // Floats add up to what they add up to.
  if (!Number.isSafeInteger(count) || !all.every(Number.isSafeInteger)) return;
  const inBuckets = all.reduce((before, one) => before + one, 0);
  // NaN is counted, makes the sum NaN, and is in no bucket.
  if (Number.isNaN(sum) ? inBuckets > count : inBuckets !== count) {
    throw reader.fail(`native buckets hold ${inBuckets}, but the count is ${count}`, position);
  }
}

function countOf({ integer, float }: Count): number {
  return float > 0 ? float : integer;
}
