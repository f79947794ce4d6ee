import { constantFamily, type Collector, type Metric } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { collectorChecks, type CollectorChecksOptions } from './collector-checks.ts';

const up = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [{ value: 1 }] });
const gauge = (name: string, help = 'G.') =>
  constantFamily({ name, help, type: 'gauge', series: [{ value: 1 }] });
const collecting = (...metrics: Metric[]): Collector => ({
  name: 'tested',
  collect: (buf) => void buf.push(...metrics),
});

/** Which checks fail, and the first line of what they say. */
async function failing(options: CollectorChecksOptions): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  for (const { name, run } of collectorChecks({ settleMs: 50, ...options })) {
    try {
      await run();
    } catch (error) {
      failed[name] = (error as Error).message.split('\n')[0] ?? '';
    }
  }
  return failed;
}

describe('collectorChecks', () => {
  it('finds nothing in a collector that does all right', async () => {
    expect(await failing({ create: () => collecting(up) })).toEqual({});
    expect(await failing({ create: async () => collecting() })).toEqual({});
  });

  it('makes a collector anew for each check, and disposes of each', async () => {
    let [made, disposed] = [0, 0];
    const create = () => {
      made++;
      return { ...collecting(up), [Symbol.dispose]: () => (disposed += 1) };
    };
    const checks = collectorChecks({ create });
    for (const { run } of checks) await run();
    expect(made).toBe(checks.length);
    // The check of the disposal itself disposes twice.
    expect(disposed).toBe(checks.length + 1);
  });

  it('disposes of a collector whose check fails', async () => {
    let disposed = 0;
    const create = () => ({ ...collecting(up), name: '', [Symbol.dispose]: () => (disposed += 1) });
    const [first] = collectorChecks({ create });
    await expect(first?.run()).rejects.toThrow('the name is empty');
    expect(disposed).toBe(1);
  });

  it('finds a collector without a name', async () => {
    expect(await failing({ create: () => ({ ...collecting(up), name: '' }) })).toMatchObject({
      'has a name': 'the name is empty',
    });
  });

  it('finds a collector that empties what it was given', async () => {
    const create = (): Collector => ({
      name: 'emptying',
      collect(buf) {
        buf.length = 0;
        buf.push(up);
      },
    });
    expect(await failing({ create })).toEqual({
      'appends metrics, and only appends': 'what stood in buf was moved or taken out',
    });
  });

  it('finds a collector that appends what is no metric', async () => {
    const create = () => collecting({ name: 'up' } as Metric);
    expect(await failing({ create })).toMatchObject({
      'appends metrics, and only appends': 'what was appended has no name or no snapshot()',
    });
  });

  it('finds a family without help, and one that breaks a convention', async () => {
    expect(await failing({ create: () => collecting(gauge('up', ' ')) })).toEqual({
      'has valid names and a help text on each family': 'up has no help text',
    });
    const found = await failing({ create: () => collecting(gauge('wait_ms')) });
    expect(Object.keys(found)).toEqual(['follows the naming conventions']);
  });

  it('lets a metric break the conventions that it is allowed to', async () => {
    const create = () => collecting(gauge('hits_total'));
    expect(Object.keys(await failing({ create }))).toEqual(['follows the naming conventions']);
    const allowedLint = { hits_total: ['only-counter-total'] };
    expect(await failing({ create, allowedLint })).toEqual({});
    const others = { misses_total: ['only-counter-total'], hits_total: ['no-help'] };
    expect(Object.keys(await failing({ create, allowedLint: others }))).toEqual([
      'follows the naming conventions',
    ]);
  });

  it('finds a collector that gives the same series twice', async () => {
    expect(Object.keys(await failing({ create: () => collecting(up, up) }))).toContain(
      'is registered twice without harm, and can be removed',
    );
  });

  it('finds a collector that cannot collect while it collects', async () => {
    let busy = false;
    const create = (): Collector => ({
      name: 'busy',
      async collect(buf) {
        if (busy) throw new Error('busy');
        busy = true;
        await new Promise((resolve) => setImmediate(resolve));
        busy = false;
        buf.push(up);
      },
    });
    expect(Object.keys(await failing({ create }))).toContain(
      'collects several times at the same moment',
    );
  });

  it('finds a collector that gives other families when it is asked at the same moment', async () => {
    let turn = 0;
    const create = (): Collector => ({
      name: 'odd',
      collect: (buf) => void buf.push(gauge(turn++ % 2 === 0 ? 'even' : 'odd')),
    });
    expect(await failing({ create })).toMatchObject({
      'collects several times at the same moment': 'scrapes differ in their families',
    });
  });

  it('finds a collector that does not settle when its signal aborts', async () => {
    const create = (): Collector => ({
      name: 'deaf',
      collect: (_, { signal }) => (signal.aborted ? new Promise<void>(() => {}) : undefined),
    });
    expect(await failing({ create })).toEqual({
      'settles when its signal has aborted':
        'collect() has not settled after 50 ms, though its signal had aborted before',
    });
    const later = (): Collector => ({
      name: 'deaf later',
      collect: (_, { signal }) =>
        new Promise((resolve) => {
          if (signal.aborted) resolve();
          else setImmediate(() => signal.aborted || resolve());
        }),
    });
    expect(await failing({ create: later })).toEqual({
      'settles when its signal has aborted':
        'collect() has not settled after 50 ms, though its signal aborted meanwhile',
    });
  });

  it('finds a page that does not give back what was collected', async () => {
    const build = constantFamily({
      name: 'build',
      help: 'B.',
      type: 'info',
      series: [{ value: 1 }],
    });
    const options = { create: () => collecting(build, gauge('build_info')) };
    expect(await failing(options)).toEqual({
      'gives pages that can be read back, in each format':
        'Expected values to be strictly deep-equal:',
    });
    const check = collectorChecks(options).find(({ name }) => name.startsWith('gives pages'));
    await expect(check?.run()).rejects.toThrow(
      'build_info: the page in openmetrics does not have the sample build_info',
    );
  });

  it('takes a rejection for settled', async () => {
    const create = (): Collector => ({
      name: 'rejecting',
      collect: async (buf, { signal }) => {
        signal.throwIfAborted();
        await Promise.resolve();
        signal.throwIfAborted();
        buf.push(up);
      },
    });
    expect(await failing({ create })).toEqual({});
  });

  it('finds a collector that leaves something running', async () => {
    const timers: NodeJS.Timeout[] = [];
    const create = () => {
      timers.push(setInterval(() => {}, 60_000));
      return collecting(up);
    };
    expect(await failing({ create })).toEqual({
      'leaves nothing running when it is disposed': 'What still keeps the process alive:',
    });
    for (const timer of timers) clearInterval(timer);
  });

  it('takes what is let go when disposed, or does not keep the process alive', async () => {
    const tidy = () => {
      const timer = setInterval(() => {}, 60_000);
      return { ...collecting(up), [Symbol.dispose]: () => clearInterval(timer) };
    };
    expect(await failing({ create: tidy })).toEqual({});
    const timers: NodeJS.Timeout[] = [];
    const light = () => {
      timers.push(setInterval(() => {}, 60_000).unref());
      return collecting(up);
    };
    expect(await failing({ create: light })).toEqual({});
    for (const timer of timers) clearInterval(timer);
  });
});
