import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Generation } from '../generation/generation.ts';
import type { Resolve } from '../probe/allowed-targets.ts';
import { samplesOf } from '../testing/samples.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { RequestGate } from './request-gate.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** What is answered for a target whose name leads where `resolve` says, and what the log says of it. */
async function probe(target: string, resolve: Resolve) {
  const web = { source: { type: 'module', path: 'nothing.js' }, targets: ['*.example.com'] };
  const said: string[] = [];
  const generation = { loaded: { config: { modules: { web } } } } as unknown as Generation;
  server = createServer(
    probeEndpoint({
      current: () => generation,
      gate: new RequestGate(1),
      warn: (source, message) => said.push(`${source}: ${message}`),
      onError: (error) => said.push(String(error)),
      resolve,
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/probe?module=web&target=${target}`);
  return { status: answer.status, body: await answer.text(), said };
}

it.each<[string, Resolve, string]>([
  [
    'cannot be looked up',
    () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    'its name cannot be looked up (ENOTFOUND).',
  ],
  ['has no address', () => Promise.resolve([]), 'its name has no address.'],
])('a target whose name %s is a probe that failed', async (_what, resolve, reason) => {
  const { status, body, said } = await probe('db.example.com:80', resolve);
  expect(status).toBe(200);
  const samples = samplesOf(body);
  expect([...samples.keys()]).toEqual(['probe_duration_seconds', 'probe_success']);
  expect(samples.get('probe_success')).toBe(0);
  expect(said).toEqual([`web: db.example.com:80: ${reason}`]);
});

it('a target whose name leads where it may not is refused', async () => {
  const { status, body, said } = await probe('db.example.com', () =>
    Promise.resolve(['169.254.169.254']),
  );
  expect([status, said]).toEqual([403, []]);
  expect(body).toBe(
    'The target "db.example.com" is refused: it leads to 169.254.169.254, which is not in the list.\n',
  );
});

it('a target that is not in the list is refused, and not looked up', async () => {
  const { status } = await probe('db.example.org', () => Promise.reject(new Error('looked up')));
  expect(status).toBe(403);
});
