import { Cron } from 'croner';

/** Says when to collect next. */
export interface Timetable {
  /**
   * The clock that it goes by: that of the wall for cron expressions, and for intervals one that nobody sets, or a clock
   * that was set back would end all collections for as long.
   */
  readonly clock: () => number;
  /** The next moment after `now`, both as of the clock. */
  readonly next: (now: number) => number;
}

export interface TimetableOptions {
  /** Milliseconds to the next collection; of this and `cron`, one is given. */
  readonly interval?: number | undefined;
  /** A cron expression, in local time. */
  readonly cron?: string | undefined;
  /** Up to how many milliseconds later, at random. Default: 0. */
  readonly jitter?: number | undefined;
  /** From 0 up to, and without, 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** @throws what the cron library throws for an expression that it cannot read */
export function timetable(options: TimetableOptions): Timetable {
  const { interval = 0, jitter = 0, random = Math.random } = options;
  const cron = options.cron === undefined ? undefined : new Cron(options.cron);
  const clock = cron === undefined ? () => performance.now() : () => Date.now();
  return {
    clock,
    next(now) {
      const next =
        cron === undefined
          ? now + interval
          : (cron.nextRun(new Date(now))?.getTime() ?? Number.POSITIVE_INFINITY);
      return next + Math.floor(jitter * random());
    },
  };
}
