import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '@telltale/prometheus';
import { shopApi } from './api.ts';
import { openDatabase } from './database.ts';
import { startExporter, type ExporterProcess } from './exporter-process.ts';
import { Fulfilment, fulfilmentCollector } from './fulfilment.ts';
import type { DemoOptions } from './options.ts';
import { recommendationService, shipParcel } from './outside-services.ts';
import { createShopServer } from './server.ts';
import { shopCollector } from './shop-collector.ts';
import { Shop } from './shop.ts';
import { startTraffic } from './traffic.ts';

/** The demo, running. */
export interface Demo {
  /** Where the shop is: `http://127.0.0.1:8080`. */
  readonly shopUrl: string;
  /** Where the exporter's metrics are, or why it did not start. */
  readonly exporter:
    { readonly url: string; readonly configFile: string } | { readonly problem: string };
  /** Ends everything, in the order in which nothing is cut off. */
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const closeTimeoutMs = 1000;

/**
 * Puts the shop together and starts it.
 *
 * @throws Error with one line that says what to do, if the port cannot be had
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-demo-'));
  // However this process ends by itself, nothing is left.
  const removeFolder = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', removeFolder);
  const database = openDatabase(join(folder, 'shop.db'));
  const shop = new Shop(database);
  const fulfilment = new Fulfilment({
    ship: shipParcel,
    onShipped: (order) => {
      shop.markShipped(order);
    },
    onFailed: (order) => {
      shop.markFailed(order);
    },
  });
  const api = shopApi(shop, {
    fulfil: (order, traceId) => {
      fulfilment.enqueue(order, traceId);
    },
    recommend: recommendationService(),
  });
  const server = createShopServer(api);
  const shopUrl = await listen(server, options.port);

  // The default registry has the metrics of the process and of Node.js already, and every metric made by
  // counter(), gauge() and histogram(); collectors are added to it.
  const collectors = [shopCollector(shop), fulfilmentCollector(fulfilment)];
  registry().register(...collectors);

  const traffic = options.traffic
    ? startTraffic({ shopUrl, customers: 4, thinkMs: 180, seed: 1 })
    : undefined;
  // Beside the database that it names, where it can be changed and tried.
  const configFile = join(folder, 'telltale.yaml');
  copyFileSync(fileURLToPath(new URL('../telltale.yaml', import.meta.url)), configFile);
  const exporter = await exporterOrProblem(options.exporterPort, configFile);

  return {
    shopUrl,
    exporter,
    async stop() {
      await traffic?.stop();
      await close(server);
      await fulfilment.stop();
      for (const collector of collectors) registry().unregister(collector);
      if ('stop' in exporter) await exporter.stop();
      database.close();
      process.off('exit', removeFolder);
      removeFolder();
    },
  };
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const reason = inUse ? 'it is in use' : (error as Error).message;
    throw new Error(
      `Cannot listen on port ${port}: ${reason}. Choose another one with --port or PORT (0 takes any free one).`,
      { cause: error },
    );
  }
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** Lets requests in flight end, within reason. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, closeTimeoutMs);
  await closed;
  clearTimeout(timer);
}

/** The demo goes on without the exporter. */
async function exporterOrProblem(
  port: number,
  configFile: string,
): Promise<ExporterProcess | { problem: string }> {
  try {
    return await startExporter(port, configFile);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
