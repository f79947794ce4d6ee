import { counter, Gauge, histogram, type Collector } from '@telltale/prometheus';
import type { Order } from './shop.ts';

const processed = counter(
  'shop_fulfilment_processed_total',
  'Orders that the worker has finished with, well or badly.',
);
const failed = counter(
  'shop_fulfilment_failed_total',
  'Orders that could not be shipped; part of the processed ones.',
);
const duration = histogram(
  'shop_fulfilment_duration_seconds',
  'Time to pack and ship an order, without the time that it waited.',
);

export interface FulfilmentOptions {
  /** Packs and ships an order; rejects where that cannot be done. */
  readonly ship: (order: Order) => Promise<void>;
  /** Is told how it ended. */
  readonly onShipped: (order: Order) => void;
  readonly onFailed: (order: Order) => void;
  /** Unix time in milliseconds. Default: the clock. */
  readonly now?: () => number;
}

interface WaitingOrder {
  readonly order: Order;
  readonly traceId: string;
  readonly since: number;
}

/** The queue of orders to be shipped, and the worker that takes them one by one. */
export class Fulfilment {
  readonly #options: FulfilmentOptions;
  readonly #now: () => number;
  readonly #waiting: WaitingOrder[] = [];
  #worker: Promise<void> | undefined;
  #stopped = false;

  constructor(options: FulfilmentOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Orders that wait; the one being packed is not among them. */
  get length(): number {
    return this.#waiting.length;
  }

  /** How long the first of them has waited; 0 where none does. */
  get oldestSeconds(): number {
    const first = this.#waiting[0];
    return first === undefined ? 0 : (this.#now() - first.since) / 1000;
  }

  /** `traceId` is that of the request that placed the order: where the order fails, its trace tells of whom. */
  enqueue(order: Order, traceId: string): void {
    this.#waiting.push({ order, traceId, since: this.#now() });
    this.#worker ??= this.#work();
  }

  /** Finishes the order in hand and takes no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker;
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      await this.#process(next);
    }
    this.#worker = undefined;
  }

  async #process({ order, traceId }: WaitingOrder): Promise<void> {
    try {
      await duration.time(() => this.#options.ship(order));
      this.#options.onShipped(order);
    } catch {
      failed.inc(1, { exemplar: { trace_id: traceId } });
      this.#options.onFailed(order);
    }
    processed.inc();
  }
}

/** What the queue is like at the moment of a scrape: its age grows while nothing happens, so nobody could set it. */
export function fulfilmentCollector(fulfilment: Fulfilment): Collector {
  const length = new Gauge({
    name: 'shop_fulfilment_queue_length',
    help: 'Orders that wait for the worker.',
  });
  const oldest = new Gauge({
    name: 'shop_fulfilment_queue_oldest_seconds',
    help: 'How long the first of them has waited; 0 where none waits.',
  });
  return {
    name: 'fulfilment',
    collect(buf) {
      length.set(fulfilment.length);
      oldest.set(fulfilment.oldestSeconds);
      buf.push(length, oldest);
    },
  };
}
