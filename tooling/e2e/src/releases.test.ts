import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRepository } from './copied-repository.ts';
import { pnpm, publishedPackages, repository, run, type Manifest } from './repository.ts';

/** Those that there is an addon for. */
const cpus = ['arm64', 'x64'];
let copy: string;
let registry: Server;

/** The manifests in the tarballs of every published package, as a user gets them. */
function packedManifests(): Manifest[] {
  const folder = join(copy, 'released');
  const filters = publishedPackages(copy).flatMap(({ name }) => ['--filter', name]);
  pnpm(copy, ...filters, 'pack', '--pack-destination', folder);
  return readdirSync(folder).map(
    (tarball) =>
      JSON.parse(run(folder, 'tar', '-xzOf', tarball, 'package/package.json')) as Manifest,
  );
}

/** Not `pnpm()`, which would keep the registry in this process from answering. */
async function pnpmAsync(...args: string[]): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [join(repository, 'tooling/pnpm.mjs'), ...args], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

beforeAll(async () => {
  copy = copyRepository();
  // A registry that has nothing yet, so that this needs no network.
  registry = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  writeFileSync(join(copy, '.npmrc'), `@telltale:registry=http://127.0.0.1:${port}/\n`);

  pnpm(copy, 'install', '--offline', '--frozen-lockfile', '--ignore-scripts');
  // A patch of the lowest package, whatever is in .changeset already.
  writeFileSync(
    join(copy, '.changeset/patch-of-model.md'),
    `---\n'@telltale/model': patch\n---\n\nA fix.\n`,
  );
  pnpm(copy, 'exec', 'changeset', 'version');
});

afterAll(() => {
  registry.close();
  rmSync(copy, { recursive: true, force: true });
});

describe('a release', () => {
  it('gives packages with a changeset a new version and a changelog', () => {
    const before = new Map(
      publishedPackages().map(({ name, manifest }) => [name, manifest.version]),
    );
    const model = publishedPackages(copy).find(({ name }) => name === '@telltale/model');
    expect(model?.manifest.version).not.toBe(before.get('@telltale/model'));
    expect(readFileSync(join(copy, 'packages/model/CHANGELOG.md'), 'utf8')).toContain('A fix.');
  });

  it('packs internal dependencies as caret ranges of the new versions', () => {
    const released = publishedPackages(copy);
    const ranges = new Map(released.map(({ name, manifest }) => [name, `^${manifest.version}`]));
    const expected = released.map(({ name, manifest: { version, dependencies = {} } }) => ({
      name,
      version,
      // Those of others are in the version that everything here was tried with.
      dependencies: Object.fromEntries(
        Object.keys(dependencies).map((to) => [
          to,
          ranges.get(to) ?? expect.stringMatching(/^\d+\.\d+\.\d+$/),
        ]),
      ),
    }));
    const packed = packedManifests().map(({ name, version, dependencies = {} }) => ({
      name,
      version,
      dependencies,
    }));
    const byName = (a: { name: string }, b: { name: string }): number =>
      a.name.localeCompare(b.name);
    expect(packed.sort(byName)).toEqual(expected.sort(byName));
  });

  it('is published by pnpm publish, tried without sending', async () => {
    // Where there is no C compiler there is no addon, and what refuses to publish without it must not run.
    const scripts = cpus.every((cpu) => existsSync(addon(cpu))) ? [] : ['--ignore-scripts'];
    const how = ['--dry-run', '--no-git-checks', ...scripts];
    const { code, printed } = await pnpmAsync('publish', '-r', ...how);
    expect(code, printed).toBe(0);
    for (const { name, manifest } of publishedPackages(copy)) {
      expect(printed).toContain(`${name}@${manifest.version}`);
    }
    expect(printed).not.toMatch(/@telltale\/(demo|examples|e2e)@/);
  });

  it.each(cpus)('is refused where the addon for %s was not compiled', async (cpu) => {
    rmSync(addon(cpu), { force: true });
    const name = `@telltale/collector-allocator-linux-${cpu}`;
    const how = ['--dry-run', '--no-git-checks'];
    const { code, printed } = await pnpmAsync('--filter', name, 'publish', ...how);
    expect(code).not.toBe(0);
    expect(printed).toContain('dist/allocator.node is not there. Install ');
  });
});

function addon(cpu: string): string {
  return join(copy, `packages/collector-allocator-linux-${cpu}/dist/allocator.node`);
}
