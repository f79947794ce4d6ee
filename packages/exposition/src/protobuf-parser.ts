import type { MetricFamily } from '@telltale/model';
import { checkBuckets, checkQuantiles } from './distribution-rules.ts';
import { LabelNames } from './label-names.ts';
import { familyFields, metricFields, protobufTypes, valueFields } from './protobuf-fields.ts';
import { buildFamily } from './parsed-columns.ts';
import type { ParsedPoint } from './parsed-family.ts';
import { readHistogram, readSummary } from './protobuf-distributions.ts';
import {
  readExemplar,
  readLabel,
  readTime,
  type LabelPair,
  type Payload,
} from './protobuf-parts.ts';
import { ProtobufReader } from './protobuf-reader.ts';

/** The fields that hold the value of a metric; which one does is said by the type of its family. */
const payloadFields = {
  counter: metricFields.counter,
  gauge: metricFields.gauge,
  summary: metricFields.summary,
  unknown: metricFields.untyped,
  histogram: metricFields.histogram,
  gaugehistogram: metricFields.histogram,
} as const satisfies Record<keyof typeof protobufTypes, number>;

type ProtobufType = keyof typeof protobufTypes;

interface ProtobufMetric {
  readonly position: number;
  readonly labels: LabelPair[];
  /** By the number of the field. */
  readonly payloads: Map<number, Payload>;
  timestamp?: number;
}

/**
 * Reads delimited `io.prometheus.client.MetricFamily`. Fields that it does not know are skipped; what is known has to
 * be right.
 *
 * @see Prometheus documentation, "Exposition formats", protobuf format
 */
export class ProtobufParser {
  readonly #reader: ProtobufReader;
  readonly #noNames = new LabelNames();

  constructor(bytes: Uint8Array) {
    this.#reader = new ProtobufReader(bytes);
  }

  parse(): MetricFamily[] {
    const reader = this.#reader;
    const families = new Map<string, MetricFamily>();
    while (!reader.isAtEnd()) {
      const { position } = reader;
      reader.delimited(() => {
        const family = this.#family(position);
        if (families.has(family.name)) {
          throw reader.fail(`a second family ${family.name}`, position);
        }
        families.set(family.name, family);
      });
    }
    return [...families.values()];
  }

  #family(position: number): MetricFamily {
    const reader = this.#reader;
    let name = '';
    let help = '';
    let unit = '';
    let typeNumber: number = protobufTypes.counter;
    const metrics: ProtobufMetric[] = [];
    reader.fields((field) => {
      switch (field) {
        case familyFields.name:
          name = reader.text();
          return true;
        case familyFields.help:
          help = reader.text();
          return true;
        case familyFields.unit:
          unit = reader.text();
          return true;
        case familyFields.type:
          typeNumber = reader.unsigned();
          return true;
        case familyFields.metric:
          metrics.push(this.#metric());
          return true;
        default:
          return false;
      }
    });
    if (name === '') throw reader.fail('a family has no name', position);
    const type = typeOf(typeNumber);
    if (type === undefined) {
      throw reader.fail(`${name}: ${typeNumber} is no type of a family`, position);
    }
    const points = metrics.map((metric) => this.#point(name, type, metric));
    return buildFamily({ name, position, type, help, unit, points }, name);
  }

  #metric(): ProtobufMetric {
    const reader = this.#reader;
    const metric: ProtobufMetric = {
      position: reader.position,
      labels: [],
      payloads: new Map(),
    };
    const { labels, payloads } = metric;
    reader.message((field) => {
      switch (field) {
        case metricFields.label:
          labels.push(readLabel(reader));
          return true;
        case metricFields.timestampMs:
          metric.timestamp = reader.integer() / 1000;
          return true;
        case metricFields.gauge:
        case metricFields.untyped:
        case metricFields.counter:
          payloads.set(field, readValue(reader));
          return true;
        case metricFields.summary:
          payloads.set(field, readSummary(reader));
          return true;
        case metricFields.histogram:
          payloads.set(field, readHistogram(reader));
          return true;
        default:
          return false;
      }
    });
    return metric;
  }

  #point(family: string, type: ProtobufType, metric: ProtobufMetric): ParsedPoint {
    const reader = this.#reader;
    const { position, labels, payloads, timestamp } = metric;
    const payload = payloads.get(payloadFields[type]);
    if (payload === undefined) {
      throw reader.fail(`${family}: a metric has no value of the type ${type}`, position);
    }
    const names = labels.map(({ name }) => name);
    this.#checkLabelNames(family, type, names, position);
    const point: ParsedPoint = {
      ...payload,
      labels: { names: this.#noNames.withAll(names), values: labels.map(({ value }) => value) },
      position,
      timestamp,
    };
    if (type === 'summary') checkQuantiles(reader, family, point);
    else if (point.cells.length > 0) checkBuckets(reader, family, point);
    return point;
  }

  #checkLabelNames(
    family: string,
    type: ProtobufType,
    names: readonly string[],
    position: number,
  ): void {
    const reserved = type === 'summary' ? 'quantile' : type.endsWith('histogram') ? 'le' : '';
    for (const [at, name] of names.entries()) {
      const fault =
        name === ''
          ? 'a label has no name'
          : name.startsWith('__')
            ? `label name ${name} begins with __, which Prometheus keeps for itself`
            : name === reserved
              ? `a ${type} cannot have a label ${name}`
              : names.indexOf(name) < at
                ? `label ${name} stands twice`
                : undefined;
      if (fault !== undefined) throw this.#reader.fail(`${family}: ${fault}`, position);
    }
  }
}

function typeOf(number: number): ProtobufType | undefined {
  const types = Object.keys(protobufTypes) as ProtobufType[];
  return types.find((type) => protobufTypes[type] === number);
}

/** Of a gauge, a counter or an untyped metric. */
function readValue(reader: ProtobufReader): Payload {
  const payload: Payload = { value: 0, cells: [] };
  reader.message((field) => {
    switch (field) {
      case valueFields.value:
        payload.value = reader.double();
        return true;
      case valueFields.exemplar:
        payload.exemplar = readExemplar(reader);
        return true;
      case valueFields.start:
        payload.start = readTime(reader);
        return true;
      default:
        return false;
    }
  });
  return payload;
}
