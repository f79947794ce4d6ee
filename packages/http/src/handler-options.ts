import { MetricError, type Gatherer } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { HandlerRegistry } from './handler-metrics.ts';

/** How a handler answers scrapes. */
export interface MetricsHandlerOptions {
  /**
   * Deadline of each collector in milliseconds, for scrapes that bring no `X-Prometheus-Scrape-Timeout-Seconds`.
   * Default: the gatherer's own.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How much earlier than the scraper's own deadline collecting ends, in seconds: the time that the page needs to get
   * there. Default: 0.5.
   */
  readonly timeoutOffsetSeconds?: number | undefined;
  /** Whether pages are compressed for clients that ask for it. Default: true. */
  readonly compress?: boolean | undefined;
  /** Pages shorter than this many bytes are sent as they are. Default: 1024. */
  readonly minCompressBytes?: number | undefined;
  /**
   * Whether a scraper that asks for OpenMetrics 2.0.0 gets it. It is a release candidate, and what is sent may change
   * with it. Default: false.
   */
  readonly openMetrics2?: boolean | undefined;
  /**
   * How many scrapes may be answered at the same time; further ones get status 503 at once, and begin no collection.
   * From 1 up, `Infinity` for no limit. Default: `Infinity`.
   */
  readonly maxRequestsInFlight?: number | undefined;
  /**
   * Where the handler registers metrics about itself, under the names of Go's client: scrapes by status code, scrapes
   * in flight, errors by cause. Handlers with the same registry share them. Default: there are none.
   *
   * @see client_golang, package promhttp
   */
  readonly registry?: HandlerRegistry | undefined;
  /**
   * What a scrape gets when gathering fails, or a family cannot be written in its format: `error` is status 500 with
   * the reason, `partial` the families that worked, as long as there are any. What failed as a whole, or in a gatherer
   * whose error brings no `families`, is status 500 all the same. Default: `error`.
   */
  readonly errorMode?: 'error' | 'partial' | undefined;
  /**
   * Whether what was rendered of a page is kept for the next one, so that a scrape costs what has changed since the one
   * before. It takes as much memory as the page, and as the page in gzip where that is asked for, for each of up to
   * three formats. Default: true.
   */
  readonly keepPages?: boolean | undefined;
  /** Is given what went wrong, once for all scrapes that shared it. Default: it is only in the answer. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** {@link MetricsHandlerOptions} with their defaults, checked. */
export interface ResolvedHandlerOptions {
  readonly timeoutMs: number | undefined;
  readonly timeoutOffsetSeconds: number;
  readonly compress: boolean;
  readonly minCompressBytes: number;
  readonly openMetrics2: boolean;
  readonly maxRequestsInFlight: number;
  readonly registry: HandlerRegistry | undefined;
  readonly errorMode: 'error' | 'partial';
  readonly keepPages: boolean;
  readonly onError: (error: unknown) => void;
}

const defaultTimeoutOffsetSeconds = 0.5;
const defaultMinCompressBytes = 1024;
const errorModes: readonly string[] = ['error', 'partial'];

/** @throws INVALID_OPTION */
export function resolveHandlerOptions(options: MetricsHandlerOptions): ResolvedHandlerOptions {
  const { timeoutMs, timeoutOffsetSeconds, minCompressBytes, maxRequestsInFlight } = options;
  const { errorMode, onError } = options;
  if (timeoutMs !== undefined && !isTimerDelay(timeoutMs)) {
    throw invalidOption('timeoutMs', timeoutMs, 'milliseconds above 0, below 2^31');
  }
  if (timeoutOffsetSeconds !== undefined && !(timeoutOffsetSeconds >= 0)) {
    throw invalidOption('timeoutOffsetSeconds', timeoutOffsetSeconds, 'seconds from 0 up');
  }
  if (minCompressBytes !== undefined && !(minCompressBytes >= 0)) {
    throw invalidOption('minCompressBytes', minCompressBytes, 'a number of bytes from 0 up');
  }
  if (
    maxRequestsInFlight !== undefined &&
    maxRequestsInFlight !== Infinity &&
    !(Number.isSafeInteger(maxRequestsInFlight) && maxRequestsInFlight >= 1)
  ) {
    const expected = 'a whole number above 0 or Infinity';
    throw invalidOption('maxRequestsInFlight', maxRequestsInFlight, expected);
  }
  if (errorMode !== undefined && !errorModes.includes(errorMode)) {
    throw invalidOption('errorMode', errorMode, "'error' or 'partial'");
  }
  return {
    timeoutMs,
    timeoutOffsetSeconds: timeoutOffsetSeconds ?? defaultTimeoutOffsetSeconds,
    compress: options.compress ?? true,
    minCompressBytes: minCompressBytes ?? defaultMinCompressBytes,
    openMetrics2: options.openMetrics2 ?? false,
    maxRequestsInFlight: maxRequestsInFlight ?? Infinity,
    registry: options.registry,
    errorMode: errorMode ?? 'error',
    keepPages: options.keepPages ?? true,
    onError: (error) => {
      // A scrape is answered whatever the application's own error handler does.
      try {
        onError?.(error);
      } catch {
        return;
      }
    },
  };
}

/** @throws INVALID_OPTION */
export function checkGatherer(gatherer: unknown): void {
  if (typeof (gatherer as Partial<Gatherer> | null | undefined)?.gather === 'function') return;
  throw new MetricError(
    'INVALID_OPTION',
    `metrics handler: the gatherer is ${describeValue(gatherer)}, expected a registry, as in ` +
      'metricsHandler(registry) and startServer({ gatherer: registry }).',
  );
}

/** Whether a timer can wait that many milliseconds: one that is longer goes off at once. */
export function isTimerDelay(milliseconds: unknown): boolean {
  return typeof milliseconds === 'number' && milliseconds > 0 && milliseconds < 2 ** 31;
}

function invalidOption(name: string, got: unknown, expected: string): MetricError {
  return new MetricError(
    'INVALID_OPTION',
    `metrics handler: ${name} is ${describeValue(got)}, expected ${expected}. Correct it or leave it out.`,
  );
}
