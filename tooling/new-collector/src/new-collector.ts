import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { collectorName, type CollectorName } from './collector-name.ts';
import { NewCollectorError } from './new-collector-error.ts';
import { manifest, tsconfig, tsupConfig } from './templates/manifest.ts';
import { apiReport, changeset, readme } from './templates/pages.ts';
import { collector, index, source, tests } from './templates/sources.ts';
import { workspaceEdits } from './workspace-edits.ts';

export interface NewCollectorOptions {
  /** The checkout that the package is made in. */
  readonly root: string;
  /** Brings the lockfile and the links between packages up to date. */
  readonly install: () => Promise<void>;
}

/** A file as it has to become, and as it was: undefined where it was not there. */
interface Change {
  readonly file: string;
  readonly after: string;
  readonly before: string | undefined;
}

const lockfile = 'pnpm-lock.yaml';

/**
 * Makes a collector package and its place in the workspace, and resolves with the files that were made or changed,
 * relative to the root. If anything fails, the checkout is as it was.
 *
 * @throws NewCollectorError if the name cannot be taken
 */
export async function newCollector(
  given: string,
  { root, install }: NewCollectorOptions,
): Promise<string[]> {
  const name = collectorName(given);
  refuseExisting(root, name);
  // All of it is worked out before the first file is written.
  const changes = await changesFor(root, name);
  const lockBefore = await readFile(join(root, lockfile), 'utf8');
  try {
    for (const { file, after } of changes) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), after);
    }
    await install();
  } catch (error) {
    await takeBack(root, name, [...changes, { file: lockfile, after: '', before: lockBefore }]);
    throw error;
  }
  return [...changes.map(({ file }) => file), lockfile];
}

function changesetFile({ folder }: CollectorName): string {
  return `.changeset/${folder}.md`;
}

function refuseExisting(root: string, name: CollectorName): void {
  const taken = [`packages/${name.folder}`, changesetFile(name)].find((path) =>
    existsSync(join(root, path)),
  );
  if (taken === undefined) return;
  throw new NewCollectorError(
    `${taken} is there already. Choose another name, or remove it and what names it elsewhere.`,
  );
}

async function changesFor(root: string, name: CollectorName): Promise<Change[]> {
  const { kebab, folder } = name;
  const made = Object.entries({
    'package.json': manifest(name),
    'tsconfig.json': tsconfig,
    'tsup.config.ts': tsupConfig,
    'src/index.ts': index(name),
    [`src/${kebab}-collector.ts`]: collector(name),
    [`src/${kebab}-source.ts`]: source(name),
    [`src/${kebab}-collector.test.ts`]: tests(name),
    'README.md': readme(name),
    'api.md': apiReport(name),
  }).map(([file, text]) => ({ file: `packages/${folder}/${file}`, text, before: undefined }));
  const edited = await Promise.all(
    Object.entries(workspaceEdits).map(async ([file, edit]) => {
      const before = await readFile(join(root, file), 'utf8');
      return { file, text: edit(before, name), before };
    }),
  );
  const all = [
    ...made,
    { file: changesetFile(name), text: changeset(name), before: undefined },
    ...edited,
  ];
  return Promise.all(
    all.map(async ({ file, text, before }) => ({
      file,
      before,
      after: file.endsWith('/api.md') ? text : await formatted(join(root, file), text),
    })),
  );
}

/** A long name makes lines that have to be broken elsewhere. */
async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

async function takeBack(
  root: string,
  { folder }: CollectorName,
  changes: readonly Change[],
): Promise<void> {
  for (const { file, before } of changes) {
    if (before === undefined) await rm(join(root, file), { force: true });
    else await writeFile(join(root, file), before);
  }
  // What installing has put there besides.
  await rm(join(root, 'packages', folder), { recursive: true, force: true });
}
