import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { metricMatchers } from '@telltale/testing/vitest';
import { describe, expect, it } from 'vitest';
import { textfileCollector } from './textfile-collector.ts';

expect.extend(metricMatchers);

// The folders of node_exporter, not part of the repository: the shared test data folder beside the checkout.
const folder = join(import.meta.dirname, '../../../../shared/testdata/node_exporter/textfile');
const isAbsent = !existsSync(folder);
const remark = isAbsent ? ' (skipped: no shared test data folder beside the checkout)' : '';
const cases = isAbsent
  ? []
  : readdirSync(folder)
      .filter((name) => name.endsWith('.out'))
      .map((name) => name.slice(0, -'.out'.length));

/** What node_exporter prints, with the paths and file times that are here instead of those that it was tested with. */
function expected(name: string): string {
  return readFileSync(join(folder, `${name}.out`), 'utf8')
    .replaceAll('fixtures/textfile/', `${folder}/`)
    .replaceAll(
      /^(node_textfile_mtime_seconds\{file="(.*)"\}) 1$/gm,
      (_, series: string, file: string) => {
        return `${series} ${Math.floor(statSync(file).mtimeMs / 1000)}`;
      },
    );
}

describe.skipIf(isAbsent)(`folders of node_exporter${remark}`, () => {
  it('are there', () => {
    expect(cases.length).toBeGreaterThan(5);
  });

  it.each(cases)('%s gives what node_exporter gives', async (name) => {
    const collector = textfileCollector({ directories: [join(folder, name)] });
    await expect(collector).toMatchExposition(expected(name));
  });
});
