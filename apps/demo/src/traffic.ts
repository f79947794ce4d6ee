import { setTimeout as sleep } from 'node:timers/promises';
import { counter } from '@telltale/prometheus';
import { shopping, type PlannedRequest } from './shopping.ts';

const requests = counter(
  'traffic_requests_total',
  'Requests that the traffic generator has made, and how they were answered.',
  ['method', 'route', 'status'],
);

export interface TrafficOptions {
  /** Where the shop is: `http://127.0.0.1:8080`. */
  readonly shopUrl: string;
  /** How many customers shop at the same time. */
  readonly customers: number;
  /** How long a customer thinks between two requests, in milliseconds. */
  readonly thinkMs: number;
  /** What they ask for follows from this number. */
  readonly seed: number;
}

/** Traffic that has begun. */
export interface Traffic {
  /** Makes no new requests, and waits for the answers to the last ones. */
  stop(): Promise<void>;
}

/** Sends customers to the shop. */
export function startTraffic({ shopUrl, customers, thinkMs, seed }: TrafficOptions): Traffic {
  const closing = new AbortController();
  const visit = async (customer: number): Promise<void> => {
    for (const request of shopping(seed + customer)) {
      if (closing.signal.aborted) return;
      const status = await send(shopUrl, request);
      requests.inc({ method: request.method, route: request.route, status });
      await sleep(thinkMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const visits = Array.from({ length: customers }, (_, customer) => visit(customer));
  return {
    async stop() {
      closing.abort();
      await Promise.all(visits);
    },
  };
}

async function send(shopUrl: string, { method, path, body }: PlannedRequest): Promise<string> {
  try {
    const response = await fetch(shopUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'no answer';
  }
}
