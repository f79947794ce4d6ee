import { parse } from '@telltale/exposition';
import { beforeAll, describe, expect, test } from 'vitest';
import { need } from '../src/need.ts';
import { everyPage, pageNames, type Page } from './every-page.ts';
import { valuesOfFamilies, valuesOfSamples } from './family-values.ts';
import {
  readPage,
  samplesOf,
  type PageFamily,
  type PageFormat,
  type PageSample,
} from './page-reader.ts';
import { promtoolExceptions } from './promtool-exceptions.ts';
import { promtoolCheck } from './promtool.ts';
import { needPythonClient, readWithPythonClient } from './python-client.ts';
import { contentTypeOf } from './scrape.ts';

const promtoolIsThere = need({
  what: 'checks of every page by promtool',
  command: ['promtool', '--version'],
  install: 'apt-get install prometheus',
});
const pythonClientIsThere = needPythonClient('readings of every page by prometheus_client');

/** The metrics of the machine have the names and types that node_exporter gives them, which not every rule likes. */
const ofTheMachine = 'node_';

const formats: readonly PageFormat[] = ['text', 'openmetrics'];
let pages: ReadonlyMap<string, Page>;

beforeAll(async () => {
  pages = await everyPage();
});

describe.runIf(promtoolIsThere)('promtool check metrics', () => {
  const excepted = new Set(promtoolExceptions.map(({ finding }) => finding));
  let findings: ReadonlyMap<string, string[]>;

  beforeAll(() => {
    findings = new Map(Array.from(pages, ([name, { text }]) => [name, promtoolCheck(text)]));
  });

  test('tells what is wrong with a page, and refuses what is none', () => {
    const page = `\
# TYPE requests counter
requests 1
# HELP size_total Its size.
# TYPE size_total gauge
size_total 1
`;
    expect(promtoolCheck(page)).toEqual([
      'requests counter metrics should have "_total" suffix',
      'requests no help text',
      'size_total non-counter metrics should not have "_total" suffix',
    ]);
    expect(() => promtoolCheck('requests{ 1\n')).toThrow('promtool ended with 1');
  });

  test.each(pageNames)('finds nothing but what is excepted on the page of %s', (name) => {
    const unexpected = findings
      .get(name)!
      .filter((finding) => !excepted.has(finding) && !finding.startsWith(ofTheMachine));
    expect(unexpected).toEqual([]);
  });

  test('finds each of the exceptions on some page', () => {
    const found = new Set([...findings.values()].flat());

    expect([...excepted].filter((finding) => !found.has(finding))).toEqual([]);
  });
});

describe.runIf(pythonClientIsThere)('prometheus_client for Python', () => {
  let read: ReadonlyMap<string, PageFamily[] | string>;
  const keyOf = (name: string, format: PageFormat): string => `${format} ${name}`;

  beforeAll(() => {
    const toRead = [...pages].flatMap(([name, page]) =>
      formats.map((format) => ({ key: keyOf(name, format), format, page: page[format] })),
    );
    const families = readWithPythonClient(toRead);
    read = new Map(toRead.map(({ key }, index) => [key, families[index] ?? 'not read']));
  });

  test.each(pageNames)('reads the same samples on the text page of %s', (name) => {
    const families = readPage(pages.get(name)!.text, 'text');
    const theirs = read.get(keyOf(name, 'text'));

    expect(typeof theirs === 'string' ? theirs : samplesOf(theirs ?? [])).toEqual(
      families.flatMap(samplesAsItNamesThem),
    );
  });

  test.each(pageNames)('reads the same families on the OpenMetrics page of %s', (name) => {
    const families = readPage(pages.get(name)!.openmetrics, 'openmetrics');

    expect(read.get(keyOf(name, 'openmetrics'))).toEqual(families);
  });
});

describe.each(formats)('parse() of @telltale/exposition, for %s', (format) => {
  test.each(pageNames)('reads the same samples on the page of %s', (name) => {
    const page = pages.get(name)![format];

    const families = parse(page, { contentType: contentTypeOf[format] });

    expect(valuesOfFamilies(families)).toEqual(valuesOfSamples(samplesOf(readPage(page, format))));
  });
});

/** It gives the samples of each counter the name that they have in OpenMetrics. */
function samplesAsItNamesThem({ name, type, samples }: PageFamily): readonly PageSample[] {
  if (type !== 'counter' || name.endsWith('_total')) return samples;
  return samples.map((sample) => ({ ...sample, name: `${name}_total` }));
}
