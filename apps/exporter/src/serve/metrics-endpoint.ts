import type { RequestListener } from 'node:http';
import { metricsHandler, type HandlerRegistry } from '@telltale/http';
import { Counter } from '@telltale/metrics';
import { ConfigError, type Collector, type Gatherer } from '@telltale/model';
import type { Unit } from '../generation/unit.ts';
import { collectorFilter } from './collector-filter.ts';
import type { RequestGate } from './request-gate.ts';
import { sendText } from './text-answer.ts';

/** Handlers for some collectors are kept for scrapers that always ask for the same ones; this many. */
const mostHandlers = 16;

export interface MetricsEndpointOptions {
  /** What there is to ask at this moment. */
  readonly units: () => readonly Unit[];
  /** Gathers from some units, or from all. */
  readonly gatherer: (select?: (unit: Unit) => boolean) => Gatherer;
  readonly gate: RequestGate;
  /** Where the handler's own metrics are registered. Default: there are none. */
  readonly registry?: HandlerRegistry | undefined;
  readonly onError: (error: unknown) => void;
}

/** Answers scrapes, of all collectors or of those that the query names. */
export function metricsEndpoint(options: MetricsEndpointOptions): RequestListener {
  const { gate, onError } = options;
  const made: Collector[] = [];
  const registry: HandlerRegistry | undefined = options.registry && {
    collectors: () => made,
    register(...collectors) {
      options.registry?.register(...collectors);
      made.push(...collectors);
    },
  };
  const handler = (keepPages: boolean, select?: (unit: Unit) => boolean): RequestListener =>
    metricsHandler(options.gatherer(select), {
      onError,
      registry,
      keepPages,
      // The configuration says how much earlier; it may change while the handler stays.
      timeoutOffsetSeconds: 0,
    });
  /** By the key of their filter; the one that was used last stands last. */
  const handlers = new Map([['', handler(true)]]);
  const refused = made.find((metric) => metric.name === 'promhttp_metric_handler_requests_total');
  gate.onRefused = () => {
    if (refused instanceof Counter) (refused as Counter<readonly ['code']>).inc({ code: 503 });
  };

  return (req, res) => {
    let found: RequestListener;
    try {
      const { key, select } = collectorFilter(req, options.units());
      found = handlers.get(key) ?? handler(false, select);
      if (key !== '') keep(handlers, key, found);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      sendText(res, { status: 400, text: `${error.message}\n` });
      return;
    }
    if (gate.enter(res)) found(req, res);
  };
}

function keep(handlers: Map<string, RequestListener>, key: string, handler: RequestListener): void {
  handlers.delete(key);
  handlers.set(key, handler);
  for (const [oldest] of handlers) {
    if (handlers.size <= mostHandlers) break;
    if (oldest !== '') handlers.delete(oldest);
  }
}
