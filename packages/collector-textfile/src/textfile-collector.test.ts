import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectOnce } from '@telltale/testing';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { textfileCollector, type TextfileCollectorOptions } from './textfile-collector.ts';
import type { TextfileProblem } from './textfile-problem.ts';

expect.extend(metricMatchers);

let folder: string;
let problems: TextfileProblem[];

/** Writes files of the folder, each modified at the second 1000. */
function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, 1000, 1000);
  }
}

const makeFolder = () => {
  folder = mkdtempSync(join(tmpdir(), 'textfile-'));
  problems = [];
};
const removeFolder = () => {
  rmSync(folder, { recursive: true });
};
const onProblem = (problem: TextfileProblem): void => void problems.push(problem);
const reading = (options: Partial<TextfileCollectorOptions> = {}) =>
  textfileCollector({ directories: [folder], onProblem, ...options });
/** What was told, with the folder left out of the names. */
const told = () => problems.map(({ file, message }) => [file.slice(folder.length + 1), message]);

/** The collector's own metrics as they have to be for these files. */
function own(error: 0 | 1, ...files: string[]): string {
  const mtimes = files.map(
    (file) => `node_textfile_mtime_seconds{file="${join(folder, file)}"} 1000\n`,
  );
  return `${mtimes.length === 0 ? '' : '# TYPE node_textfile_mtime_seconds gauge\n'}${mtimes.join('')}# TYPE node_textfile_scrape_error gauge
node_textfile_scrape_error ${error}
`;
}

describe('as a collector', () => {
  beforeAll(() => {
    makeFolder();
    write({
      'a.prom': '# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{queue="mail"} 3\n',
      'b.prom': '# TYPE jobs_total counter\njobs_total{queue="print",floor="2"} 4\n',
    });
  });
  afterAll(removeFolder);

  collectorSuite({ name: 'textfileCollector', create: () => reading() });
  collectorSuite({
    name: 'textfileCollector without its folder',
    create: () => textfileCollector({ directories: ['/nonexistent'] }),
  });
  collectorSuite({
    name: 'textfileCollector with a broken file',
    create: () => textfileCollector({ directories: [folder], maxFileBytes: 1 }),
  });
});

describe('textfileCollector', () => {
  beforeEach(makeFolder);
  afterEach(removeFolder);

  it('reads the files that end in .prom, but not those of folders below', async () => {
    write({ 'b.prom': 'b 2\n', 'a.prom': 'a 1\n', 'c.txt': 'c 3\n', 'sub/d.prom': 'd 4\n' });
    await expect(reading()).toMatchExposition(`a 1\nb 2\n${own(0, 'a.prom', 'b.prom')}`);
    expect(problems).toEqual([]);
  });

  it('passes over a folder whose name ends in .prom, and a link to one', async () => {
    write({ 'a.prom': 'a 1\n', 'b.prom/c.prom': 'c 1\n' });
    symlinkSync('b.prom', join(folder, 'd.prom'));
    await expect(reading()).toMatchExposition(`a 1\n${own(0, 'a.prom')}`);
    expect(problems).toEqual([]);
  });

  it('reads the folders that a pattern matches, each once', async () => {
    write({ 'x1/a.prom': 'a 1\n', 'x2/b.prom': 'b 2\n', 'y/c.prom': 'c 3\n' });
    const directories = [join(folder, 'x*'), join(folder, 'x1')];
    await expect(reading({ directories })).toMatchExposition(
      `a 1\nb 2\n${own(0, 'x1/a.prom', 'x2/b.prom')}`,
    );
  });

  it('takes a pattern that matches nothing for a path', async () => {
    write({ 'x[1]/a.prom': 'a 1\n' });
    const directories = [join(folder, 'x[1]')];
    await expect(reading({ directories })).toMatchExposition(`a 1\n${own(0, 'x[1]/a.prom')}`);
  });

  it('says that a folder is missing, and reads the others', async () => {
    write({ 'a.prom': 'a 1\n' });
    const directories = [join(folder, 'gone'), folder];
    await expect(reading({ directories })).toMatchExposition(`a 1\n${own(1, 'a.prom')}`);
    expect(told()).toEqual([['gone', expect.stringMatching(/^the folder cannot be read: ENOENT/)]]);
  });

  it('shows a file that was written again, and no longer one that was removed', async () => {
    write({ 'a.prom': 'a 1\n', 'b.prom': 'b 1\n' });
    const collector = reading();
    await collectOnce(collector);
    write({ 'a.prom': 'a 2\n' });
    rmSync(join(folder, 'b.prom'));
    await expect(collector).toMatchExposition(`a 2\n${own(0, 'a.prom')}`);
  });

  it('begins the names of its own metrics with the prefix', async () => {
    write({ 'a.prom': 'a 1\n' });
    const collector = reading({ prefix: 'files_' });
    await expect(collector).toHaveMetricValue('files_scrape_error', 0);
    await expect(collector).toHaveSample('files_mtime_seconds', { file: join(folder, 'a.prom') });
    await expect(collector).not.toHaveMetric('node_textfile_scrape_error');
  });

  describe('leaves out one file', () => {
    const bad: Readonly<Record<string, [make: (path: string) => void, message: string]>> = {
      'with a wrong line': [
        (path) => {
          writeFileSync(path, 'x 1\nx one\n');
        },
        '2:3: expected a value, got "one"',
      ],
      'with an unfinished last line': [
        (path) => {
          writeFileSync(path, 'x 1\ny 2');
        },
        '2:4: the last line must end with a line feed',
      ],
      'with a timestamp': [
        (path) => {
          writeFileSync(path, 'x 1\ny 2 1700000000000\n');
        },
        'y has a timestamp of its own, which is not supported',
      ],
      'with a timestamp of 0': [
        (path) => {
          writeFileSync(path, 'x 1 0\n');
        },
        'x has a timestamp of its own, which is not supported',
      ],
      'that is not UTF-8': [
        (path) => {
          writeFileSync(path, Uint8Array.of(120, 123, 108, 61, 34, 0xff, 34, 125, 32, 49, 10));
        },
        '1:6: a byte is not UTF-8',
      ],
      'that is too large': [
        (path) => {
          writeFileSync(path, `# ${'x'.repeat(1000)}\n`);
        },
        'it has 1003 bytes, at most 1000 are read',
      ],
      'that is a pipe nobody writes to': [
        (path) => {
          execFileSync('mkfifo', [path]);
        },
        'it is not a regular file',
      ],
      'that is a link to nowhere': [
        (path) => {
          symlinkSync('nowhere', path);
        },
        'ENOENT: no such file or directory, open',
      ],
    };

    it.each(Object.entries(bad))('%s, and says so', async (_, [make, message]) => {
      write({ 'a.prom': 'a 1\n', 'z.prom': 'z 1\n' });
      make(join(folder, 'm.prom'));
      const page = `a 1\nz 1\n${own(1, 'a.prom', 'z.prom')}`;
      await expect(reading({ maxFileBytes: 1000 })).toMatchExposition(page);
      expect(told()).toEqual([
        ['m.prom', expect.stringContaining(`the file was left out: ${message}`)],
      ]);
      expect(problems[0]?.cause).toBeInstanceOf(Error);
    });
  });

  describe('merges families of one name', () => {
    it('with labels and buckets that differ', async () => {
      const histogram = (label: string, le: string, count: number) =>
        `# TYPE h histogram\nh_bucket{${label},le="${le}"} 1\nh_bucket{${label},le="+Inf"} ${count}\nh_sum{${label}} 5\nh_count{${label}} ${count}\n`;
      write({ 'a.prom': histogram('a="1"', '0.5', 2), 'b.prom': histogram('b="2"', '7', 3) });
      await expect(reading()).toMatchExposition(`\
# TYPE h histogram
h_bucket{a="1",le="0.5"} 1
h_bucket{a="1",le="+Inf"} 2
h_sum{a="1"} 5
h_count{a="1"} 2
h_bucket{b="2",le="7"} 1
h_bucket{b="2",le="+Inf"} 3
h_sum{b="2"} 5
h_count{b="2"} 3
${own(0, 'a.prom', 'b.prom')}`);
    });

    it('with quantiles that differ', async () => {
      const summary = (label: string, quantile: string) =>
        `s{${label},quantile="${quantile}"} 4\ns_sum{${label}} 5\ns_count{${label}} 6\n`;
      const one = summary('a="1"', '0.5');
      const two = summary('a="2"', '0.9');
      const type = '# TYPE s summary\n';
      write({ 'a.prom': type + one, 'b.prom': type + two });
      await expect(reading()).toMatchExposition(type + one + two + own(0, 'a.prom', 'b.prom'));
    });

    it('with the help text of whichever file has one', async () => {
      write({ 'a.prom': 'a{f="a"} 1\n', 'b.prom': '# HELP a Help of b.\na{f="b"} 2\n' });
      const [family] = await collectOnce(reading());
      expect(family).toMatchObject({ name: 'a', help: 'Help of b.', columns: { size: 2 } });
      expect(problems).toEqual([]);
    });

    it('without a family of another type', async () => {
      write({ 'a.prom': 'a{f="a"} 1\n', 'b.prom': '# TYPE a gauge\na{f="b"} 2\nb 3\n' });
      await expect(reading()).toMatchExposition(`a{f="a"} 1\nb 3\n${own(1, 'a.prom', 'b.prom')}`);
      expect(told()).toEqual([
        [
          'b.prom',
          `the family a was left out: it is of type gauge here, but of type unknown in ${join(folder, 'a.prom')}`,
        ],
      ]);
    });

    it('without a family of another help text', async () => {
      write({
        'a.prom': '# HELP a One.\na{f="a"} 1\n',
        'b.prom': '# HELP a Two.\na{f="b"} 2\n',
      });
      await expect(reading()).toMatchExposition(`a{f="a"} 1\n${own(1, 'a.prom', 'b.prom')}`);
      expect(told()).toEqual([
        [
          'b.prom',
          `the family a was left out: its help text is another one than in ${join(folder, 'a.prom')}`,
        ],
      ]);
    });

    it('without a series that was there before, in the same file or another', async () => {
      write({
        'a.prom': 'a{x="1",y="2"} 1\na{y="2",x="1"} 2\n',
        'b.prom': 'a{y="2",x="1",z=""} 3\na 4\n',
      });
      await expect(reading()).toMatchExposition(
        `a{x="1",y="2"} 1\na 4\n${own(1, 'a.prom', 'b.prom')}`,
      );
      const message = 'a series of a was left out: it was there before, with {x="1",y="2"}';
      expect(told()).toEqual([
        ['a.prom', message],
        ['b.prom', message],
      ]);
    });

    it('without one that has the name of a metric of the collector', async () => {
      write({ 'a.prom': 'node_textfile_scrape_error 0\na 1\n' });
      await expect(reading()).toMatchExposition(`a 1\n${own(1, 'a.prom')}`);
      expect(told()).toEqual([
        [
          'a.prom',
          'the family node_textfile_scrape_error was left out: its name is one of this collector',
        ],
      ]);
    });
  });

  it('shows no family that has no series', async () => {
    write({ 'a.prom': '# HELP a Help.\n# TYPE a counter\n' });
    await expect(reading()).toMatchExposition(own(0, 'a.prom'));
  });

  it('fails when onProblem throws', async () => {
    write({ 'a.prom': 'a\n', 'b.prom': 'b\n' });
    const collector = reading({
      onProblem: () => {
        throw new Error('the log is full');
      },
    });
    await expect(collectOnce(collector)).rejects.toThrow('the log is full');
  });

  it.each([undefined, '/path', [''], [1]])('refuses the directories %j', (directories) => {
    const options = { directories } as unknown as TextfileCollectorOptions;
    expect(() => textfileCollector(options)).toThrow(
      "textfileCollector: directories has to be an array of paths or patterns of folders, such as ['/var/lib/metrics'].",
    );
  });

  it.each([0, -1, 1.5, NaN, '1'])('refuses maxFileBytes %j', (maxFileBytes) => {
    const options = { directories: [], maxFileBytes } as unknown as TextfileCollectorOptions;
    expect(() => textfileCollector(options)).toThrow(/maxFileBytes is .*, expected a whole number/);
  });

  it.each([0, -1, NaN, 2 ** 31, '1'])('refuses answerTimeoutMs %j', (answerTimeoutMs) => {
    const options = { directories: [], answerTimeoutMs } as unknown as TextfileCollectorOptions;
    expect(() => textfileCollector(options)).toThrow(
      /answerTimeoutMs is .*, expected milliseconds above 0, below 2\^31\./,
    );
  });

  it.each([
    [undefined, 'options is undefined, expected an object of options.'],
    [
      { directories: [], maxFileByte: 1 },
      'options has "maxFileByte", expected some of directories, prefix, maxFileBytes, answerTimeoutMs, onProblem. Correct the name.',
    ],
    [
      { directories: [], onProblem: 'log' },
      'onProblem is "log", expected a function. Leave it out to be told of nothing.',
    ],
    [
      { directories: [], prefix: 5 },
      'prefix is 5, expected a string. Leave it out for node_textfile_.',
    ],
  ])('refuses the options %j', (options, message) => {
    expect(() => textfileCollector(options as unknown as TextfileCollectorOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: `textfileCollector: ${message}` }),
    );
  });
});
