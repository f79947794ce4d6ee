import { MetricError, type LabelsOf } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { checkNoUnit, type InstrumentOptions } from './instrument-options.ts';
import { Instrument } from './instrument.ts';
import { invalidValue } from './invalid-value.ts';
import { SeriesHandle } from './series-handle.ts';
import type { SeriesTable } from './series-table.ts';

/** Options of a {@link StateSet}. */
export interface StateSetOptions<
  States extends readonly string[],
  Names extends readonly string[] = readonly [],
> extends Omit<InstrumentOptions<Names>, 'unit'> {
  /** The states that there are, at least one. All are off until they are set. */
  readonly states: States;
}

/** One series of a state set. */
export interface StateSetHandle<State extends string> {
  /**
   * Turns a state on.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setTrue(state: State): void;
  /**
   * Turns a state off.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setFalse(state: State): void;
  /**
   * Turns a state on and all others off.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setOnly(state: State): void;
}

/** A row holds 0 or 1 for each state. */
class StateSetSeries extends SeriesHandle implements StateSetHandle<string> {
  readonly #states: readonly string[];

  constructor(table: SeriesTable, labelValues: readonly string[], states: readonly string[]) {
    super(table, labelValues);
    this.#states = states;
  }

  setTrue(state: string): void {
    this.#write(this.#indexOf('setTrue', state), 1);
  }

  setFalse(state: string): void {
    this.#write(this.#indexOf('setFalse', state), 0);
  }

  setOnly(state: string): void {
    const index = this.#indexOf('setOnly', state);
    if (this.base < 0) this.attach();
    this.cells.fill(0, this.base, this.base + this.#states.length);
    this.#write(index, 1);
  }

  #indexOf(method: string, state: string): number {
    const index = this.#states.indexOf(state);
    if (index < 0) throw this.refused(method, state, oneOf(this.#states));
    return index;
  }

  #write(index: number, value: 0 | 1): void {
    if (this.base < 0) this.attach();
    this.cells[this.base + index] = value;
  }
}

/**
 * Which of some named states are on: any number of them, as flags, or one, as the phase of a thing.
 *
 * Each method takes labels first on a metric with label names. Each throws INVALID_VALUE if it is given what is not
 * one of the states, and INVALID_LABELS if the labels are not the label names of this metric.
 *
 * @see OpenMetrics 1.0, "StateSet"
 */
export class StateSet<
  const States extends readonly string[],
  const Names extends readonly string[] = readonly [],
> extends Instrument<Names, StateSetHandle<States[number]>> {
  /** Always `stateset`. */
  declare readonly type: 'stateset';
  /** The states that there are, in the order of declaration, frozen. */
  readonly states: States;

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: StateSetOptions<States, Names>) {
    const states = resolveStates(options.name, options.states);
    checkNoUnit(options.name, 'a state set', options);
    super(options, {
      type: 'stateset',
      width: states.length,
      createHandle: (table, labelValues) => new StateSetSeries(table, labelValues, states),
      shared: { states },
    });
    this.states = states as States;
  }

  /**
   * Turns a state on.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setTrue(this: StateSet<States>, state: States[number]): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  setTrue(labels: LabelsOf<Names>, state: States[number]): void;
  setTrue(first: string | object, state?: string): void {
    this.#seriesFor(first, 'setTrue', state).setTrue(this.#state(first, state));
  }

  /**
   * Turns a state off.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setFalse(this: StateSet<States>, state: States[number]): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  setFalse(labels: LabelsOf<Names>, state: States[number]): void;
  setFalse(first: string | object, state?: string): void {
    this.#seriesFor(first, 'setFalse', state).setFalse(this.#state(first, state));
  }

  /**
   * Turns a state on and all others off.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   */
  setOnly(this: StateSet<States>, state: States[number]): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `state` is not one of the states
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  setOnly(labels: LabelsOf<Names>, state: States[number]): void;
  setOnly(first: string | object, state?: string): void {
    this.#seriesFor(first, 'setOnly', state).setOnly(this.#state(first, state));
  }

  #state(first: string | object, second: string | undefined): States[number] {
    return (this.isLabels(first) ? second : first) as States[number];
  }

  /** The series to write to. What it cannot hold is refused before it is made. */
  #seriesFor(
    first: string | object,
    method: string,
    state: string | undefined,
  ): StateSetHandle<States[number]> {
    if (!this.isLabels(first)) return this.handleOf(undefined);
    if (state === undefined || !this.states.includes(state)) {
      throw invalidValue(this.name, method, state, oneOf(this.states));
    }
    return this.writerOf(first);
  }
}

function oneOf(states: readonly string[]): string {
  return `one of ${states.join(', ')}`;
}

function resolveStates(metric: string, states: readonly string[]): readonly string[] {
  const given: unknown = states;
  const all = Array.isArray(given) ? (given as unknown[]) : [];
  const valid = all.every((state) => typeof state === 'string' && state !== '');
  if (all.length > 0 && valid && new Set(all).size === all.length) {
    return Object.freeze([...states]);
  }
  throw new MetricError(
    'INVALID_OPTION',
    `${metric}: states is ${all.length > 0 ? all.map(describeValue).join(', ') : describeValue(given)}, ` +
      'expected at least one name, each a non-empty string and none twice.',
    { metric },
  );
}
