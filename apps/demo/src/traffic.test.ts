import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registry } from '@telltale/prometheus';
import { expect, test } from 'vitest';
import { shopApi } from './api.ts';
import { openDatabase } from './database.ts';
import { createShopServer } from './server.ts';
import { Shop } from './shop.ts';
import { startTraffic } from './traffic.ts';

const patienceMs = 20_000;

/** The series of a counter, each as text. */
async function series(name: string): Promise<string[]> {
  const [family] = await registry().gather({ names: [name] });
  return [...(family?.series ?? [])].map((one) => JSON.stringify([one.labels, one.value])).sort();
}

async function total(name: string): Promise<number> {
  const [family] = await registry().gather({ names: [name] });
  return [...(family?.series ?? [])].reduce((sum, { value }) => sum + (value as number), 0);
}

test(
  'what the generator has done is what the shop has counted, to the last request',
  { timeout: 2 * patienceMs },
  async () => {
    let recommendations = 0;
    const api = shopApi(new Shop(openDatabase()), {
      fulfil: () => {},
      recommend: async () => {
        if (++recommendations % 2 === 0) throw new Error('no answer');
        return [];
      },
    });
    const server = createShopServer(api).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const traffic = startTraffic({ shopUrl, customers: 4, thinkMs: 0, seed: 1 });
    await expect
      .poll(() => total('traffic_requests_total'), { timeout: patienceMs })
      .toBeGreaterThan(500);
    await traffic.stop();

    const made = await series('traffic_requests_total');
    expect(await series('http_requests_total')).toEqual(made);
    const statuses = new Set(made.map((one) => /"status":"([^"]*)"/.exec(one)?.[1]));
    expect([...statuses].sort()).toEqual(['200', '201', '400', '404', '409', '503']);
    server.closeAllConnections();
    server.close();
  },
);

test(
  'a shop that does not answer is counted and ends nothing',
  { timeout: 2 * patienceMs },
  async () => {
    const server = createServer((req) => req.socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const traffic = startTraffic({ shopUrl, customers: 1, thinkMs: 0, seed: 1 });
    await expect
      .poll(() => series('traffic_requests_total'), { timeout: patienceMs })
      .toContainEqual(expect.stringContaining('"status":"no answer"'));
    await traffic.stop();
    server.close();
  },
);
