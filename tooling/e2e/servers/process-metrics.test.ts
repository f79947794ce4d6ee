import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startExporter, type ExporterProcess } from './exporter-process.ts';
import { readPage, samplesOf } from './page-reader.ts';
import { needPythonClient, pythonProcessPage } from './python-client.ts';
import { scrape } from './scrape.ts';
import { waitUntil } from './wait-until.ts';

const pythonIsThere = needPythonClient('process metrics beside those of the Python client');

const processPrefix = 'process_';

describe.runIf(pythonIsThere && process.platform === 'linux')('process metrics', () => {
  let exporter: ExporterProcess;

  beforeAll(async () => {
    exporter = await startExporter();
    // The first scrape loads what later ones use.
    await ours();
  });

  afterAll(() => exporter[Symbol.asyncDispose]());

  const valuesOf = (page: string): Record<string, number> =>
    Object.fromEntries(
      samplesOf(readPage(page, 'text'))
        .filter(({ name }) => name.startsWith(processPrefix))
        .map(({ name, value }) => [name, value]),
    );
  const ours = async (): Promise<Record<string, number>> =>
    valuesOf(await scrape(exporter.metricsUrl, 'text'));
  const pythons = (): Record<string, number> => valuesOf(pythonProcessPage(exporter.pid));

  test('have all the names and types of the Python client', async () => {
    const typesOf = (page: string): [string, string][] =>
      readPage(page, 'text')
        .filter(({ name }) => name.startsWith(processPrefix))
        .map(({ name, type }) => [name, type]);
    const types = new Map(typesOf(await scrape(exporter.metricsUrl, 'text')));
    const expected = typesOf(pythonProcessPage(exporter.pid));
    expect(expected.length).toBeGreaterThanOrEqual(6);
    for (const [name, type] of expected) expect(types.get(name), name).toBe(type);
  });

  test('are what the Python client reads of the same process', async () => {
    const before = await ours();
    const python = pythons();
    const after = await ours();
    for (const name of ['process_start_time_seconds', 'process_max_fds']) {
      expect(before[name], name).toBe(python[name]);
    }
    const cpu = 'process_cpu_seconds_total';
    // The kernel tells Python user and system time in whole ticks of 10 ms each.
    expect(before[cpu]).toBeLessThanOrEqual(python[cpu]! + 0.02);
    expect(after[cpu]).toBeGreaterThanOrEqual(python[cpu]!);
    expect(after[cpu]).toBeGreaterThan(0);
    // They move while one looks after the other; the kernel keeps the resident size in two ways.
    for (const name of ['process_virtual_memory_bytes', 'process_resident_memory_bytes']) {
      expect(before[name]! / python[name]!, name).toBeGreaterThan(0.8);
      expect(before[name]! / python[name]!, name).toBeLessThan(1.25);
    }
  });

  test('count the open descriptors as the Python client does', async () => {
    // The connection of the scrape may be gone when the other looks.
    await waitUntil('both count the same descriptors', async () => {
      const before = await ours();
      return before['process_open_fds'] === pythons()['process_open_fds'] || undefined;
    });
  });
});
