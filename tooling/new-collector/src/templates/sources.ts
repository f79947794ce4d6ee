import type { CollectorName } from '../collector-name.ts';

/** `src/index.ts` */
export function index({ kebab, camel, pascal }: CollectorName): string {
  return `export { ${camel}Collector, type ${pascal}CollectorOptions } from './${kebab}-collector.ts';
`;
}

/** `src/<name>-collector.ts`: options and metrics. */
export function collector({ kebab, camel, pascal, prefix }: CollectorName): string {
  return `import { Gauge } from '@telltale/metrics';
import { MetricError, type Collector } from '@telltale/model';
import { read${pascal} } from './${kebab}-source.ts';

/** Options of {@link ${camel}Collector}. */
export interface ${pascal}CollectorOptions {
  /** The folder whose entries are counted. */
  readonly folder: string;
  /** What the names of the metrics begin with. Default: \`${prefix}\`. */
  readonly prefix?: string | undefined;
  /** Called with what went wrong when the folder could not be read. Default: nothing is done, \`${prefix}up\` is 0. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * Makes the collector. It reads the folder at each scrape and holds nothing in between. While the folder cannot be
 * read, all that it shows is an \`up\` of 0.
 *
 * @throws INVALID_OPTION if \`folder\` is not a non-empty string
 * @throws INVALID_NAME if \`prefix\` does not make metric names
 */
export function ${camel}Collector(options: ${pascal}CollectorOptions): Collector {
  const { folder, prefix = '${prefix}', onError } = options;
  if (typeof folder !== 'string' || folder === '') {
    throw new MetricError(
      'INVALID_OPTION',
      '${camel}Collector: folder has to be the path of a folder, a non-empty string.',
    );
  }
  // Metrics are made once, not at each scrape.
  const up = new Gauge({
    name: \`\${prefix}up\`,
    help: 'Whether the folder could be read: 1 if so, else 0.',
  });
  const entries = new Gauge({
    name: \`\${prefix}entries\`,
    help: 'Entries of the folder, by kind.',
    labelNames: ['kind'],
  });
  return {
    name: '${kebab}',
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      try {
        const reading = await read${pascal}(folder);
        entries.set({ kind: 'file' }, reading.files);
        entries.set({ kind: 'folder' }, reading.folders);
        up.set(1);
        buf.push(up, entries);
      } catch (error) {
        up.set(0);
        buf.push(up);
        onError?.(error);
      }
    },
  };
}
`;
}

/** `src/<name>-source.ts`: where the numbers come from. */
export function source({ pascal }: CollectorName): string {
  return `import { readdir } from 'node:fs/promises';

/** What is known of the source at one moment. */
export interface ${pascal}Reading {
  readonly files: number;
  /** Whatever is no folder counts as a file. */
  readonly folders: number;
}

/** Reads the source. Rejects where it is not there. */
export async function read${pascal}(folder: string): Promise<${pascal}Reading> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).length;
  return { files: entries.length - folders, folders };
}
`;
}

/** `src/<name>-collector.test.ts` */
export function tests({ kebab, camel, pascal, prefix }: CollectorName): string {
  return `import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${camel}Collector, type ${pascal}CollectorOptions } from './${kebab}-collector.ts';

expect.extend(metricMatchers);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), '${kebab}-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'one'), '');
  writeFileSync(join(folder, 'two'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

collectorSuite({ name: '${camel}Collector', create: () => ${camel}Collector({ folder }) });
collectorSuite({
  name: '${camel}Collector without its source',
  create: () => ${camel}Collector({ folder: '/nonexistent' }),
});

describe('${camel}Collector', () => {
  it('counts files and folders', async () => {
    await expect(${camel}Collector({ folder })).toMatchExposition(\`\\
# HELP ${prefix}up Whether the folder could be read: 1 if so, else 0.
# TYPE ${prefix}up gauge
${prefix}up 1
# HELP ${prefix}entries Entries of the folder, by kind.
# TYPE ${prefix}entries gauge
${prefix}entries{kind="file"} 2
${prefix}entries{kind="folder"} 1
\`);
  });

  it('says that the folder is missing, and nothing else', async () => {
    const errors: unknown[] = [];
    const missing = ${camel}Collector({
      folder: '/nonexistent',
      onError: (error) => errors.push(error),
    });
    await expect(missing).toMatchExposition(\`\\
# HELP ${prefix}up Whether the folder could be read: 1 if so, else 0.
# TYPE ${prefix}up gauge
${prefix}up 0
\`);
    expect(errors).toEqual([expect.objectContaining({ code: 'ENOENT' })]);
  });

  it('begins names with the prefix', async () => {
    await expect(${camel}Collector({ folder, prefix: 'x_' })).toHaveMetricValue('x_up', 1);
  });

  it.each([undefined, '', 1])('refuses the folder %j', (given) => {
    const options = { folder: given } as unknown as ${pascal}CollectorOptions;
    expect(() => ${camel}Collector(options)).toThrow(
      '${camel}Collector: folder has to be the path of a folder, a non-empty string.',
    );
  });
});
`;
}
