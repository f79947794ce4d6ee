import { Counter, Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';

/** Where a handler registers its metrics: a registry, or what behaves like one. */
export interface HandlerRegistry {
  /**
   * Adds the metrics of a handler, once, when it is made.
   *
   * @throws DUPLICATE_METRIC, as a registry does, if other metrics have their names: the handler then is not made
   */
  register(...collectors: Collector[]): void;
  /** What is registered: handlers whose metrics are there already share them. Default: unknown. */
  collectors?(): readonly Collector[];
}

/** What kept a handler from giving the whole page. */
export type HandlerErrorCause = 'gathering' | 'encoding';

/** The metrics of a handler about itself. */
export interface HandlerMetrics {
  readonly requests: Counter<readonly ['code']>;
  readonly inFlight: Gauge;
  readonly errors: Counter<readonly ['cause']>;
}

/** Shown at 0 before they first occur, so that rate() sees the step to 1. */
const likelyCodes = [200, 500, 503] as const;
const causes: readonly HandlerErrorCause[] = ['gathering', 'encoding'];

/**
 * Registers the metrics of a handler, or finds those of an earlier one.
 *
 * @throws what `register` throws, where other metrics have these names
 * @see client_golang, package promhttp, which the names come from
 */
export function registerHandlerMetrics(registry: HandlerRegistry): HandlerMetrics {
  const registered = registry.collectors?.() ?? [];
  const made: Collector[] = [];
  const foundOr = <Instrument extends Collector & { readonly labelNames: readonly string[] }>(
    own: Instrument,
  ): Instrument => {
    const found = registered.find(
      (other) =>
        other.name === own.name &&
        other.constructor === own.constructor &&
        String((other as Instrument).labelNames) === String(own.labelNames),
    );
    if (found !== undefined) return found as Instrument;
    made.push(own);
    return own;
  };
  const metrics: HandlerMetrics = {
    requests: foundOr(
      new Counter({
        name: 'promhttp_metric_handler_requests_total',
        help: 'Scrapes that were answered, by HTTP status code.',
        labelNames: ['code'],
      }),
    ),
    inFlight: foundOr(
      new Gauge({
        name: 'promhttp_metric_handler_requests_in_flight',
        help: 'Scrapes that are being answered now.',
      }),
    ),
    errors: foundOr(
      new Counter({
        name: 'promhttp_metric_handler_errors_total',
        help: 'Collections and pages that failed in the metrics handler, by cause: gathering, encoding.',
        labelNames: ['cause'],
      }),
    ),
  };
  for (const code of likelyCodes) metrics.requests.inc({ code }, 0);
  for (const cause of causes) metrics.errors.inc({ cause }, 0);
  if (made.length > 0) registry.register(...made);
  return metrics;
}
