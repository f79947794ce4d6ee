import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { startFromSource } from '../started-program.ts';
import { deployFolder } from './deploy-files.ts';

const maps = parseAllDocuments(
  readFileSync(join(deployFolder, 'kubernetes/configuration.yaml'), 'utf8'),
).map(
  (document) =>
    document.toJS() as { metadata: { name: string }; data: { 'telltale.yaml': string } },
);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-maps-'));
  writeFileSync(join(folder, 'password'), 'secret');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(maps)('`check` takes the configuration $metadata.name', async ({ metadata, data }) => {
  const file = join(folder, `${metadata.name}.yaml`);
  writeFileSync(file, data['telltale.yaml'].replace('/run/secrets/warehouse', folder));

  const program = startFromSource('apps/exporter/src/main.ts', ['check', `--config.file=${file}`]);

  await expect(program.ended, program.output).resolves.toEqual({ code: 0, signal: null });
});
