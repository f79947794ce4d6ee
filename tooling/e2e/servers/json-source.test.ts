import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { jsonSource, type JsonOptions } from '@telltale/collector-json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, needOpenssl } from './make-certificate.ts';

describe.runIf(needOpenssl('JSON over TLS'))('jsonSource over TLS', () => {
  let folder: string;
  let url: string;
  let close: () => Promise<unknown>;
  const pem = (name: string): Buffer => readFileSync(join(folder, name));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'telltale-json-'));
    makeCertificate(folder);
    const settings = {
      cert: pem('cert.pem'),
      key: pem('key.pem'),
      ca: pem('cert.pem'),
      requestCert: true,
      rejectUnauthorized: false,
    };
    const server = createServer(settings, (request, response) => {
      const { socket } = request;
      const authorized = socket instanceof TLSSocket && socket.authorized;
      response.end(JSON.stringify({ authorized, authorization: request.headers.authorization }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    close = () => {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      return closed;
    };
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  async function ask(options: Partial<JsonOptions>) {
    const source = jsonSource({ url, ...options });
    const columns = { authorized: '$.authorized', authorization: '$.authorization' };
    const query = { rows: '$', columns };
    const [row] = await source.query(query, { signal: new AbortController().signal });
    return { ...row };
  }

  it('trusts whom it is told to', async () => {
    const bearerToken = 'hunter2';
    const answer = { authorized: false, authorization: 'Bearer hunter2' };
    expect(await ask({ tls: { ca: pem('cert.pem') }, bearerToken })).toEqual(answer);
    expect(await ask({ tls: { rejectUnauthorized: false }, bearerToken })).toEqual(answer);
  });

  it('shows who it is', async () => {
    const tls = { ca: pem('cert.pem'), cert: pem('cert.pem'), key: pem('key.pem') };
    expect(await ask({ tls })).toEqual({ authorized: true, authorization: null });
  });

  it('sends nothing to anybody else', async () => {
    const refused = ask({ bearerToken: 'hunter2' });
    await expect(refused).rejects.toThrow(
      /^GET https:\/\/localhost:\d+\/: self.signed certificate/,
    );
    const other = ask({ tls: { ca: pem('cert.pem'), servername: 'example.org' } });
    await expect(other).rejects.toThrow(/Hostname\/IP does not match certificate's altnames/);
  });
});
