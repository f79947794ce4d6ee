/** Samples of how late the event loop is. */
export interface DelaySource {
  /** Milliseconds between two moments at which samples are taken out though nobody asks, at most. */
  readonly turnMs: number;
  /** The delay of the newest sample whose time is known, in seconds: it is at most a turn old. */
  readonly last: number | undefined;
  /** The delays since the last time they were taken, in seconds and in no order. */
  take(): number[];
  stop(): void;
}
