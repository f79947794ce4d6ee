import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { negotiate } from '@telltale/exposition';
import { Gauge } from '@telltale/metrics';
import { describe, expect, it } from 'vitest';
import { KeptPages } from './kept-pages.ts';
import { metricsHandler } from './node-handler.ts';
import { joinParts } from './parts.ts';

const format = negotiate(undefined);

/** A page of several blocks, all of which change at once without growing. */
function setUp() {
  const gauge = new Gauge({ name: 'size', help: 'Size.', labelNames: ['row'], maxSeries: 5000 });
  const show = (value: number) => {
    for (let row = 0; row < 5000; row++) gauge.set({ row: `a row that is number ${row}` }, value);
    return [gauge.snapshot()];
  };
  return { gauge, show };
}

const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(joinParts(parts));

describe('the blocks of a page that is kept', () => {
  it('are written over for the next page once all who held them have let go', async () => {
    const { show } = setUp();
    const pages = new KeptPages();
    const first = await pages.page(show(1), format);
    const letGo = [first.hold(), first.hold()];
    letGo[0]?.();
    // Twice is no more than once: the other still holds it.
    letGo[0]?.();
    const second = await pages.page(show(2), format);
    expect(second.parts[0]).not.toBe(first.parts[0]);
    expect(text(first.parts)).not.toContain('} 2\n');
    second.hold()();
    const third = await pages.page(show(3), format);
    expect(third.parts.length).toBeGreaterThan(2);
    expect(third.parts[0]?.buffer).toBe(second.parts[0]?.buffer);
    expect(text(third.parts)).not.toContain('} 2\n');
  });

  it('stay as they are where nobody says when they are sent', async () => {
    const { show } = setUp();
    const pages = new KeptPages();
    const first = await pages.page(show(1), format);
    const before = text(first.parts);
    await pages.page(show(2), format);
    expect(text(first.parts)).toBe(before);
  });

  it('arrive whole at a client that reads slowly while others get later pages', async () => {
    const { gauge, show } = setUp();
    const gatherer = { gather: async () => [gauge.snapshot()] };
    const server = createServer(metricsHandler(gatherer, { compress: false }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = async () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        get({ port, host: '127.0.0.1', path: '/metrics', agent: false }, resolve).on(
          'error',
          reject,
        );
      });
    const read = async (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      return Buffer.concat(parts).toString();
    };
    const valuesOf = (page: string) => new Set(page.match(/(?<=\} )\d+/g));
    try {
      show(1);
      const slow = await ask();
      for (let value = 2; value < 6; value++) {
        show(value);
        expect(valuesOf(await read(await ask()))).toEqual(new Set([String(value)]));
      }
      expect(valuesOf(await read(slow))).toEqual(new Set(['1']));
    } finally {
      server.close();
    }
  });
});
