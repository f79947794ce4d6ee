import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textfileCollector } from '@telltale/collector-textfile';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { nodeExporter, startTextfileExporter, type Exporter } from './exporters.ts';

const isThere = need({
  what: 'comparisons of text files with node_exporter',
  command: [nodeExporter, '--version'],
  install: `apt-get install ${nodeExporter}`,
});

/** What a folder holds: text, or what is to be made of a path. */
type Content = string | ((path: string) => Promise<void>);
type Folder = Readonly<Record<string, Content>>;

const ofFile = (content: string): Folder => ({ 'x.prom': content });
const ofTwo = (first: string, second: string): Folder => ({ 'a.prom': first, 'b.prom': second });
const makeFolder = async (path: string): Promise<void> => {
  await mkdir(path);
  await writeFile(join(path, 'y.prom'), 'y 1\n');
};
const linkTo = (target: string) => (path: string) => symlink(target, path);

const same: Readonly<Record<string, Folder>> = {
  nothing: {},
  'a file': ofFile('# HELP x Help.\n# TYPE x gauge\nx{a="b"} 1\n'),
  'a link to a file': { 'real.txt': 'x 1\n', 'x.prom': linkTo('real.txt') },
  'a link to nowhere': { 'x.prom': linkTo('nowhere'), 'y.prom': 'y 1\n' },
  'a link to itself, which cannot be opened': { 'x.prom': linkTo('x.prom'), 'y.prom': 'y 1\n' },
  'a hidden file': { '.x.prom': 'x 1\n' },
  'a name in capitals': { 'x.PROM': 'x 1\n' },
  'an empty file': ofFile(''),
  'an empty line': ofFile('\n'),
  'a comment only': ofFile('# hello\n'),
  'a type only': ofFile('# TYPE x gauge\n'),
  'no line feed at the end': ofFile('x 1'),
  'no line feed after a comment at the end': ofFile('x 1\n# comment'),
  'no line feed after a name at the end': ofFile('x 1\ny'),
  'a timestamp in one of two files': ofTwo('x 1 1700000000000\n', 'y 1\n'),
  'line ends of Windows': ofFile('# HELP x Help.\r\n# TYPE x gauge\r\nx{a="b"} 1\r\n'),
  'a line end of Windows after a value': ofFile('x 1\r\n'),
  'a line end of Windows after a help text': ofFile('# HELP x Help.\r\nx 1\n'),
  'a line end of Windows after a comment': ofFile('# comment\r\nx 1\n'),
  'a line end of Windows after a type': ofFile('# TYPE x gauge\r\nx 1\n'),
  'an empty line with a line end of Windows': ofFile('x 1\n\r\ny 1\n'),
  'a byte order mark': ofFile('\ufeffx 1\n'),
  'blanks and tabs': ofFile('  x   1\n\ty\t2\n'),
  'a help text behind the sample': ofFile('x 1\n# HELP x Help.\n# TYPE x gauge\n'),
  'samples of a family apart': ofFile('x{a="1"} 1\ny 2\nx{a="2"} 1\n'),
  'two types': ofFile('# TYPE x gauge\n# TYPE x gauge\nx 1\n'),
  'two help texts': ofFile('# HELP x One.\n# HELP x Two.\nx 1\n'),
  'an empty help text': ofFile('# HELP x\nx 1\n'),
  'an unknown type': ofFile('# TYPE x foo\nx 1\n'),
  'a comma at the end of labels': ofFile('x{a="1",} 1\n'),
  'a blank before labels': ofFile('x {a="1"} 1\n'),
  'numbers of a programming language': ofFile('x 0x10\n'),
  'no number': ofFile('x NaN\ny +Inf\nz -inf\n'),
  'a NUL': ofFile('x 1\n\0\n'),
  'a counter below 0': ofFile('# TYPE x counter\nx -1\n'),
};

const noError = 'node_textfile_scrape_error 0';
const error = 'node_textfile_scrape_error 1';

/** What differs, and is so in the README of the collector: the lines of ours, and those of theirs. */
const different: Readonly<Record<string, readonly [Folder, ours: string[], theirs: string[]]>> = {
  'a folder': [{ 'x.prom': makeFolder }, [], ['node_textfile_mtime_seconds{file="x.prom"}']],
  'a link to a folder': [
    { sub: makeFolder, 'x.prom': linkTo('sub') },
    [],
    ['node_textfile_mtime_seconds{file="x.prom"}'],
  ],
  'another help text in a later file': [
    ofTwo('# HELP x One.\nx{a="1"} 1\n', '# HELP x Two.\nx{a="2"} 1\ny 1\n'),
    [error],
    [noError],
  ],
  'another type in a later file': [
    ofTwo('# TYPE x gauge\nx{a="1"} 1\n', '# TYPE x counter\nx{a="2"} 1\ny 1\n'),
    [error, '# HELP x Metric read from a.prom'],
    [noError, '# HELP x Metric read from a.prom, b.prom'],
  ],
  'a series twice': [ofTwo('x{a="1"} 1\n', 'x{a="1"} 2\n'), [error], [noError]],
  'a help text in one of two files': [
    ofTwo('x{a="1"} 1\n', '# HELP x Help.\nx{a="2"} 2\n'),
    ['# HELP x Help.', 'x{a="2"} 2'],
    ['# HELP x Metric read from a.prom, b.prom'],
  ],
  'a type in capitals': [
    ofFile('# TYPE x GAUGE\nx 1\n'),
    [error],
    [
      '# HELP x Metric read from x.prom',
      '# TYPE x gauge',
      'node_textfile_mtime_seconds{file="x.prom"}',
      noError,
      'x 1',
    ],
  ],
  'a metric of the collector': [ofFile('node_textfile_scrape_error 0\na 1\n'), [error], [noError]],
};

describe.runIf(isThere)('node_exporter, of a folder that has', () => {
  let folder: string;
  let theirs: Exporter;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telltale-textfile-'));
    theirs = await startTextfileExporter(folder);
  });
  afterAll(async () => {
    await theirs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    await rm(folder, { recursive: true });
    await mkdir(folder);
  });

  /** The lines of both pages, without what differs each time. */
  async function bothPages(contents: Folder): Promise<{ ours: string[]; theirs: string[] }> {
    for (const [name, content] of Object.entries(contents)) {
      const path = join(folder, name);
      await (typeof content === 'string' ? writeFile(path, content) : content(path));
    }
    const registry = new Registry({ collectorMetrics: false });
    registry.register(textfileCollector({ directories: [folder] }));
    const own = /^# \w+ node_textfile_|node_scrape_|node_exporter_build_info|promhttp_/;
    const linesOf = (page: string): string[] =>
      page
        .replaceAll(`${folder}/`, '')
        .replaceAll(/^(node_textfile_mtime_seconds\{.*\}) .*$/gm, '$1')
        .split('\n')
        .filter((line) => line !== '' && !own.test(line));
    const page = encodeText(await registry.gather());
    return { ours: linesOf(page), theirs: linesOf(await theirs.scrape()) };
  }

  test.each(Object.entries(same))('%s, shows the same', async (_, contents) => {
    const pages = await bothPages(contents);
    expect(pages.ours).toEqual(pages.theirs);
  });

  test.each(Object.entries(different))(
    '%s, shows what is known to differ',
    async (_, [contents, onlyOurs, onlyTheirs]) => {
      const pages = await bothPages(contents);
      expect(pages.ours.filter((line) => !pages.theirs.includes(line)).toSorted()).toEqual(
        onlyOurs.toSorted(),
      );
      expect(pages.theirs.filter((line) => !pages.ours.includes(line)).toSorted()).toEqual(
        onlyTheirs.toSorted(),
      );
    },
  );
});
