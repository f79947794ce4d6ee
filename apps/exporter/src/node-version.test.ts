import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ExporterProcess } from './testing/exporter-process.ts';

const { engines } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { engines: { node: string } };

it.each(['18.20.8', '20.20.2', '22.17.1'])(
  'Node.js %s is told which one is needed',
  async (node) => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })`;
    const { err, ended } = new ExporterProcess([
      `--import=data:text/javascript,${encodeURIComponent(pretend)}`,
      'bin/telltale-exporter.js',
    ]);
    expect(await ended).toBe(1);
    const needed = engines.node.replace('>=', '');
    expect(err.text).toContain(
      `telltale-exporter needs Node.js ${needed} or newer, and this is ${node}: ${process.execPath}\n`,
    );
  },
);
