import type { MetricFamily } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';

/** What instruments are and what a collector appends: something that can be read now. */
export interface Metric {
  /** The name as it was given. Formats that want another one derive it and leave this alone. */
  readonly name: string;
  /** One sentence for people. */
  readonly help: string;
  /** Decides what its samples are and how formats show them. */
  readonly type: MetricType;
  /** The base unit (`seconds`, `bytes`), a suffix of the name. Absent where there is none. */
  readonly unit?: string;
  /** In the order of declaration, which formats keep. Empty where the metric is a single series. */
  readonly labelNames: readonly string[];
  /** Copies the values as they are now: one instant, no half-updated histogram. */
  snapshot(): MetricFamily;
}

/** Whether an object can be read as a {@link Metric}: an instrument, or a family. */
export function isMetric(value: unknown): value is Metric {
  const { name, snapshot } = (value ?? {}) as Partial<Metric>;
  return typeof name === 'string' && typeof snapshot === 'function';
}
