import { constantFamily, type Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { addsNoSeries, SeriesLeak } from './adds-no-series.ts';

/** A registry with a metric of two labels, and what adds series to it. */
function shop(): { registry: Registry; order: (path: string, status?: string) => void } {
  const seen = new Map<string, { path: string; status: string }>();
  const orders: Collector = {
    name: 'orders',
    collect(buf) {
      const series = [...seen.values()].map((labels) => ({ labels, value: 1 }));
      const labelNames = ['path', 'status'] as const;
      buf.push(
        constantFamily({ name: 'orders', help: 'O.', type: 'gauge', labelNames, series }),
        constantFamily({ name: 'carts', help: 'C.', type: 'gauge', series: [{ value: 1 }] }),
      );
    },
  };
  const registry = new Registry();
  registry.register(orders);
  const order = (path: string, status = 'ok'): void => {
    seen.set(`${path} ${status}`, { path, status });
  };
  return { registry, order };
}

async function leakOf(run: Promise<void>): Promise<SeriesLeak> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  if (error instanceof SeriesLeak) return error;
  throw new Error('nothing grew');
}

describe('addsNoSeries', () => {
  it('passes where only the first run makes series', async () => {
    const { registry, order } = shop();
    const calls: number[] = [];
    await addsNoSeries(registry, async (index) => {
      await Promise.resolve();
      calls.push(index);
      order('/orders/:id');
    });
    expect(calls).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('names the metric and the label that explodes', async () => {
    const { registry, order } = shop();
    const leak = await leakOf(addsNoSeries(registry, (index) => order(`/orders/${index}`)));
    expect(leak.metrics.map(({ metric }) => metric)).toEqual(['orders']);
    expect(leak.message).toBe(
      'The series grow; 10 runs added:\n' +
        '  orders: 10 series (1 before, 11 now); path has 10 new values: "/orders/1", "/orders/2", "/orders/3", …',
    );
  });

  it('counts each run as told, and says where labels only come together anew', async () => {
    const { registry, order } = shop();
    order('/a', 'ok');
    order('/b', 'failed');
    const leak = await leakOf(
      addsNoSeries(registry, () => order('/a', 'failed'), { times: 1, warmUp: 0 }),
    );
    expect(leak.message).toBe(
      'The series grow; one run added:\n' +
        '  orders: 1 series (2 before, 3 now); each label value was there before, but not in these combinations',
    );
    const both = await leakOf(
      addsNoSeries(registry, (index) => order(`/${index}`, 'lost'), { times: 2, warmUp: 0 }),
    );
    expect(both.message).toBe(
      'The series grow; 2 runs added:\n' +
        '  orders: 2 series (3 before, 5 now); path has 2 new values: "/0", "/1"; status has the new value "lost"',
    );
  });

  it('counts what goes past maxSeries, where the series themselves cannot grow', async () => {
    let overflowed = 4;
    const series = [{ labels: { path: '__overflow__' }, value: 9 }];
    const labelNames = ['path'] as const;
    const full = constantFamily({ name: 'hits', help: 'H.', type: 'gauge', labelNames, series });
    const source = { gather: async () => [{ ...full, columns: full.columns, overflowed }] };
    const leak = await leakOf(addsNoSeries(source, () => overflowed++));
    expect(leak.message).toBe(
      'The series grow; 10 runs added:\n' +
        '  hits: 10 look-ups that went to its overflow series, as it is at its maxSeries',
    );
  });

  it('leaves out metrics that may grow', async () => {
    const { registry, order } = shop();
    let count = 0;
    const run = (): void => order(`/orders/${count++}`);
    await addsNoSeries(registry, run, { except: ['orders'] });
    const leak = await leakOf(addsNoSeries(registry, run, { except: ['carts'] }));
    expect(leak.metrics.map(({ metric }) => metric)).toEqual(['orders']);
  });

  it.each([
    [{ times: 0 }, 'times is 0, expected a whole number from 1.'],
    [{ times: 1.5 }, 'times is 1.5, expected a whole number from 1.'],
    [{ warmUp: -1 }, 'warmUp is -1, expected a whole number from 0.'],
  ])('refuses %j', async (options, message) => {
    await expect(addsNoSeries(shop().registry, () => {}, options)).rejects.toThrow(message);
  });
});
