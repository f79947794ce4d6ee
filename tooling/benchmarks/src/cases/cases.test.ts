import { describe, expect, it } from 'vitest';
import { listed } from '../contenders/all.ts';
import type { Client, Contender, Page } from '../contender.ts';
import { measureOne } from '../measure-one.ts';
import { WrongPage } from '../page-totals.ts';
import { tinySettings } from '../settings.ts';
import { cases, caseNamed } from './all.ts';

const clients = listed.map(({ name }) => name).filter((name) => !name.startsWith('parse'));
const telltaleOnly = ['telltale', 'telltale-shared-memory'];
const promClients = clients.filter((name) => !name.startsWith('@opentelemetry'));

const withDefaultMetrics = promClients.filter((name) => name !== 'telltale-shared-memory');

/** Who has what is measured, where not every client has it. */
const offered: Record<string, string[]> = {
  'observe-native': telltaleOnly,
  'observe-summary': promClients,
  'page-openmetrics': promClients,
  'page-protobuf': telltaleOnly,
  parse: ['telltale', 'parse-prometheus-text-format'],
  'default-metrics-cpu': withDefaultMetrics,
  'default-metrics-allocations': withDefaultMetrics,
  'default-metrics-idle': withDefaultMetrics,
};

describe.each(cases)('$id', ({ id, unit }) => {
  it.each(listed)('measures $name where it has what is measured', async ({ name }) => {
    const { value } = await measureOne({ case: id, contender: name, settings: tinySettings });
    if (!(offered[id] ?? clients).includes(name)) expect(value).toBeUndefined();
    // Memory is not measured without --expose-gc, which tests are not started with: any number will do.
    else if (unit === 'bytes') expect(value).toBeTypeOf('number');
    else expect(value).toBeGreaterThan(0);
  });
});

describe('a contender that does less than it was told', () => {
  const asked = listed.find(({ name }) => name === 'telltale')!;
  const withClient = async (change: (client: Client) => Partial<Client>): Promise<Contender> => {
    const { contender } = await asked.load();
    return {
      client: (options) => {
        const client = contender.client!(options);
        return { ...client, ...change(client) };
      },
    };
  };

  it('is refused when it loses increments', async () => {
    const lazy = await withClient((client) => ({
      counter: (name) => {
        const counter = client.counter(name);
        let calls = 0;
        return { inc: () => (calls++ === 5 ? undefined : counter.inc()) };
      },
    }));
    await expect(caseNamed('inc').run(lazy, tinySettings)).rejects.toThrow(WrongPage);
  });

  it('is refused when it gives the page of before', async () => {
    const lazy = await withClient((client) => {
      let kept: Promise<Page> | undefined;
      return { page: (format) => (kept ??= client.page(format)) };
    });
    for (const id of ['page-all-changed', 'page-5-percent-changed', 'page-histograms']) {
      await expect(caseNamed(id).run(lazy, tinySettings)).rejects.toThrow(WrongPage);
    }
  });

  it('is refused when it parses only a part', async () => {
    const { contender } = await asked.load();
    const lazy: Contender = {
      parse: (page) => contender.parse!(page.slice(0, page.indexOf('\n', 1_000) + 1)),
    };
    await expect(caseNamed('parse').run(lazy, tinySettings)).rejects.toThrow(WrongPage);
  });
});

describe('variations', () => {
  const labelled = ['page-all-changed', 'page-histograms', 'page-openmetrics', 'page-protobuf'];
  it.each([1, 2, 4, 5])('measures pages with %i labels', async (labels) => {
    const settings = { ...tinySettings, labels, series: 1_000 };
    for (const id of labelled) {
      const { value } = await measureOne({ case: id, contender: 'telltale', settings });
      expect(value).toBeGreaterThan(0);
    }
  });

  it.each(listed.slice(0, 5))('measures UTF-8 and floats with $name', async ({ name }) => {
    const settings = { ...tinySettings, values: 'utf-8', numbers: 'float' } as const;
    const task = { case: 'page-all-changed', contender: name, settings };
    expect((await measureOne(task)).value).toBeGreaterThan(0);
  });
});

it('says what there is no case or contender of', async () => {
  const settings = tinySettings;
  await expect(measureOne({ case: 'nothing', contender: 'telltale', settings })).rejects.toThrow(
    'there is no case "nothing"',
  );
  await expect(measureOne({ case: 'inc', contender: 'nobody', settings })).rejects.toThrow(
    'there is no contender "nobody"',
  );
});
