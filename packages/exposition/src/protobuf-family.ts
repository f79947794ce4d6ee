import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { escapeMetricName, type EscapingScheme } from './escape-name.ts';
import {
  familyFields,
  histogramFields,
  labelFields,
  metricFields,
  protobufTypes,
  valueFields,
} from './protobuf-fields.ts';
import { ProtobufSink } from './protobuf-sink.ts';
import { ProtobufValues } from './protobuf-values.ts';

/** Writes the parts of the message of one family, one after the other, all into one sink. */
export class ProtobufFamily {
  readonly #sink: ProtobufSink;
  readonly #values: ProtobufValues;
  readonly #family: MetricFamily;
  readonly #name: string;
  readonly #shownType: keyof typeof protobufTypes;
  /** Of the family's labels, and of its states: what stands in each before its value. */
  readonly #labelStarts: readonly Uint8Array[];
  readonly #stateStart: Uint8Array | undefined;
  /** How long the length of the last metric was: the next one is about as long. */
  #metricGap = 1;

  constructor(family: MetricFamily, escaping: EscapingScheme, sink: ProtobufSink) {
    const { name, type, labelNames } = family;
    this.#sink = sink;
    this.#values = new ProtobufValues(sink, escaping);
    this.#family = family;
    const escaped = escapeMetricName(name, escaping);
    this.#name = type === 'info' && !escaped.endsWith('_info') ? `${escaped}_info` : escaped;
    // The format has neither infos nor state sets.
    this.#shownType = type === 'info' || type === 'stateset' ? 'gauge' : type;
    this.#labelStarts = this.#startsOf(labelNames);
    // Each state is a gauge of its own, with a label that is called as the family is.
    if (type === 'stateset') [this.#stateStart] = this.#startsOf([this.#name]);
  }

  /** What stands before the metrics. */
  writeHead(): void {
    const { help } = this.#family;
    this.#sink.text(familyFields.name, this.#name);
    if (help !== '') this.#sink.text(familyFields.help, help);
    this.#sink.integer(familyFields.type, protobufTypes[this.#shownType]);
  }

  /** What stands behind them. */
  writeTail(): void {
    const { unit } = this.#family;
    // Prometheus refuses a page with a unit that the name does not end in.
    if (unit !== undefined && this.#name.replace(/_total$/, '').endsWith(`_${unit}`)) {
      this.#sink.text(familyFields.unit, unit);
    }
  }

  /** The metrics of one row: one for each state, one for all else. Where values are doubles, `places` takes where. */
  writeRow(columns: FamilyColumns, row: number, places?: number[]): void {
    if (this.#stateStart === undefined) {
      this.#metric(columns, row, undefined, 0, places);
      return;
    }
    const states = columns.seriesShapes?.[row]?.states ?? columns.states ?? [];
    for (let cell = 0; cell < states.length; cell++) {
      this.#metric(columns, row, states[cell], cell, places);
    }
  }

  #metric(
    columns: FamilyColumns,
    row: number,
    state: string | undefined,
    cell: number,
    places: number[] | undefined,
  ): void {
    const sink = this.#sink;
    const gap = this.#metricGap;
    const own = columns.seriesLabelNames?.[row];
    const starts = own === undefined ? this.#labelStarts : this.#startsOf(own);
    const labelValues = columns.labelValues.at(row);
    const message = sink.open(familyFields.metric, gap);
    for (let at = 0; at < starts.length; at++) {
      this.#label(starts[at] as Uint8Array, labelValues?.[at] ?? '');
    }
    if (state !== undefined) this.#label(this.#stateStart as Uint8Array, state);
    const place = this.#value(columns, row, cell) - message;
    const milliseconds = Math.round((columns.timestamps?.[row] ?? NaN) * 1000);
    if (Number.isSafeInteger(milliseconds)) sink.integer(metricFields.timestampMs, milliseconds);
    const before = sink.length - message;
    this.#metricGap = sink.end(message, gap);
    places?.push(sink.length - before + place);
  }

  #label(start: Uint8Array, value: string): void {
    const sink = this.#sink;
    const message = sink.open(metricFields.label);
    sink.raw(start);
    sink.text(labelFields.value, value);
    sink.end(message);
  }

  /** Gives where the value stands, if it is one double. */
  #value(columns: FamilyColumns, row: number, cell: number): number {
    const value = columns.values[row * columns.width + cell] ?? NaN;
    const sink = this.#sink;
    let message: number;
    switch (this.#shownType) {
      case 'gauge':
        return this.#number(metricFields.gauge, value);
      case 'unknown':
        return this.#number(metricFields.untyped, value);
      case 'counter': {
        message = sink.open(metricFields.counter);
        sink.double(valueFields.value, value);
        const place = sink.length - 8 - message;
        this.#values.exemplar(valueFields.exemplar, columns.exemplars?.[row]?.[0]);
        this.#values.time(valueFields.start, columns.startTimestamps?.[row]);
        const { length } = sink;
        sink.end(message);
        return sink.length - (length - message) + place;
      }
      case 'summary':
        message = sink.open(metricFields.summary);
        this.#values.summary(columns, row);
        break;
      case 'histogram':
      case 'gaugehistogram':
        message = sink.open(metricFields.histogram, 2);
        this.#values.histogram(columns, row);
        if (this.#shownType === 'histogram') {
          this.#values.time(histogramFields.start, columns.startTimestamps?.[row]);
        }
        sink.end(message, 2);
        return NaN;
    }
    sink.end(message);
    return NaN;
  }

  #number(field: number, value: number): number {
    const sink = this.#sink;
    const message = sink.open(field);
    sink.double(valueFields.value, value);
    sink.end(message);
    return sink.length - 8;
  }

  #startsOf(names: readonly string[]): readonly Uint8Array[] {
    return this.#values.labelNames(names).map((name) => {
      const sink = new ProtobufSink();
      sink.text(labelFields.name, name);
      return sink.take();
    });
  }
}
