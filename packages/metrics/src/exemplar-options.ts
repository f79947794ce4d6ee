import type { LabelValue } from '@telltale/model';

/** What an exemplar says about where an observation came from, such as `{ trace_id: '…' }`. */
export type ExemplarLabels = Readonly<Record<string, LabelValue>>;

/** Asked for the labels of an exemplar when something is counted or observed; `undefined`: nothing to refer to now. */
export type ExemplarProvider = () => ExemplarLabels | undefined;

/** Where exemplars come from that the caller does not pass. */
export interface ExemplarOptions {
  /**
   * Asked when the caller passes no exemplar, such as `openTelemetryExemplars()` of
   * `@telltale/metrics/opentelemetry`. Default: none.
   */
  readonly exemplarProvider?: ExemplarProvider | undefined;
  /**
   * Milliseconds that an exemplar stays before the provider is asked for another one of the same series, or of the
   * same bucket of a histogram. While there is none, it is asked each time. What the caller passes takes its place at once. From 0 up. Default: 1000.
   */
  readonly exemplarInterval?: number | undefined;
}
