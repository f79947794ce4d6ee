import type { Exemplar } from '@telltale/model';
import type { ParsedPoint } from './parsed-family.ts';
import { exemplarFields, labelFields, timestampFields } from './protobuf-fields.ts';
import type { ProtobufReader } from './protobuf-reader.ts';

/** What is read of a value: a point without what all points have. */
export type Payload = Omit<ParsedPoint, 'labels' | 'position' | 'timestamp' | 'asRead'>;

export interface LabelPair {
  name: string;
  value: string;
}

export function readLabel(reader: ProtobufReader): LabelPair {
  const label: LabelPair = { name: '', value: '' };
  reader.message((field) => {
    switch (field) {
      case labelFields.name:
        label.name = reader.text();
        return true;
      case labelFields.value:
        label.value = reader.text();
        return true;
      default:
        return false;
    }
  });
  return label;
}

export function readExemplar(reader: ProtobufReader): Exemplar {
  const { position } = reader;
  const labels: LabelPair[] = [];
  let value = 0;
  let timestamp: number | undefined;
  reader.message((field) => {
    switch (field) {
      case exemplarFields.label:
        labels.push(readLabel(reader));
        return true;
      case exemplarFields.value:
        value = reader.double();
        return true;
      case exemplarFields.timestamp:
        timestamp = readTime(reader);
        return true;
      default:
        return false;
    }
  });
  const names = new Set(labels.map(({ name }) => name));
  if (names.has('') || names.size < labels.length) {
    throw reader.fail('an exemplar has a label without a name, or one that stands twice', position);
  }
  return {
    labels: Object.fromEntries(labels.map((label) => [label.name, label.value])),
    value,
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

/** A `google.protobuf.Timestamp` as Unix seconds. */
export function readTime(reader: ProtobufReader): number {
  const { position } = reader;
  let seconds = 0;
  let nanos = 0;
  reader.message((field) => {
    switch (field) {
      case timestampFields.seconds:
        seconds = reader.integer();
        return true;
      case timestampFields.nanos:
        nanos = reader.integer();
        return true;
      default:
        return false;
    }
  });
  if (nanos < 0 || nanos >= 1e9) {
    throw reader.fail(`nanoseconds are from 0 to 999999999, got ${nanos}`, position);
  }
  // Near 1970, and before it, adding fractions would be off by a little.
  return Math.abs(seconds) < 2 ** 23 ? (seconds * 1e9 + nanos) / 1e9 : seconds + nanos / 1e9;
}
