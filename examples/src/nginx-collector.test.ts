import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectOnce } from '@telltale/testing';
import { collectorSuite } from '@telltale/testing/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nginxCollector } from './nginx-collector.ts';
import { pageOf } from './page-of.ts';

const status = `Active connections: 291 
server accepts handled requests
 16630948 16630947 31070465 
Reading: 6 Writing: 179 Waiting: 106 
`;
const server = createServer((request, response) => {
  if (request.url === '/status') response.end(status);
  else if (request.url === '/other') response.end('<html>Welcome</html>');
  else response.writeHead(404).end();
});
let origin: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

collectorSuite({ name: 'nginxCollector', create: () => nginxCollector(`${origin}/status`) });

test('the page shows what nginx counts', async () => {
  expect(await pageOf(nginxCollector(`${origin}/status`))).toBe(`\
# HELP nginx_connections Connections by what nginx does: it reads a request, writes an answer, or waits for the next request.
# TYPE nginx_connections gauge
nginx_connections{state="reading"} 6
nginx_connections{state="writing"} 179
nginx_connections{state="waiting"} 106
# HELP nginx_connections_accepted_total Connections accepted.
# TYPE nginx_connections_accepted_total counter
nginx_connections_accepted_total 16630948
# HELP nginx_connections_active Connections of clients that are open, waiting ones included.
# TYPE nginx_connections_active gauge
nginx_connections_active 291
# HELP nginx_connections_handled_total Connections handled: fewer than accepted where a limit was reached.
# TYPE nginx_connections_handled_total counter
nginx_connections_handled_total 16630947
# HELP nginx_http_requests_total Requests of clients.
# TYPE nginx_http_requests_total counter
nginx_http_requests_total 31070465
`);
});

test('another page is refused, and so is an error', async () => {
  await expect(collectOnce(nginxCollector(`${origin}/other`))).rejects.toThrow(
    `${origin}/other is no page of stub_status: <html>Welcome</html>`,
  );
  await expect(collectOnce(nginxCollector(`${origin}/gone`))).rejects.toThrow(
    `${origin}/gone answered 404`,
  );
});
