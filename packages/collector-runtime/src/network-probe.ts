import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Metric } from '@telltale/model';
import { runtimeCollector } from './runtime-collector.ts';

/** Both sides of one metric. */
export interface Sides {
  readonly server: number;
  readonly client: number;
}

/** For tests: what the network group shows, as it has changed since this was made. */
export class NetworkProbe implements Disposable {
  readonly #collector = runtimeCollector({ include: ['network'] });
  readonly #servers: Server[] = [];

  /** Reads `nodejs_<name>`. */
  read(name: string): Sides {
    const buf: Metric[] = [];
    void this.#collector.collect(buf, { signal: new AbortController().signal });
    const metric = buf.find((one) => one.name === `nodejs_${name}`);
    if (metric === undefined) throw new Error(`nodejs_${name} is not there`);
    const [server, client] = [...metric.snapshot().series].map(({ value }) => value as number);
    return { server: server as number, client: client as number };
  }

  get tcp(): Readonly<Record<'open' | 'opened' | 'received' | 'sent', Sides>> {
    return {
      open: this.read('tcp_connections'),
      opened: this.read('tcp_connections_opened_total'),
      received: this.read('tcp_receive_bytes_total'),
      sent: this.read('tcp_transmit_bytes_total'),
    };
  }

  get http(): Readonly<Record<'started' | 'finished' | 'aborted', Sides>> {
    return {
      started: this.read('http_requests_started_total'),
      finished: this.read('http_requests_finished_total'),
      aborted: this.read('http_requests_aborted_total'),
    };
  }

  /** Starts a server, which ends with the probe, and returns its port. */
  async listen(server: Server): Promise<number> {
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  [Symbol.dispose](): void {
    this.#collector[Symbol.dispose]();
    for (const server of this.#servers) server.close();
  }
}

/** For tests: the same figure on both sides. */
export const both = (value: number): Sides => ({ server: value, client: value });
