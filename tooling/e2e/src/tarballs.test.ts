import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from './installation.ts';
import { publishedPackages, run } from './repository.ts';

describe.each(publishedPackages())('the tarball of $name', ({ name, manifest }) => {
  let alone: Installation;

  beforeAll(() => {
    alone = install([name]);
  });
  afterAll(() => {
    alone[Symbol.dispose]();
  });

  it('holds what it should and nothing else', () => {
    const installed = join(alone.folder, 'node_modules', name);
    const expected = ['LICENSE', 'README.md', 'dist', 'package.json'];
    if (name === '@telltale/exporter') expected.push('bin', 'deploy', 'static');
    if (name === '@telltale/collector-allocator') expected.push('native');
    expect(expected).toEqual(expect.arrayContaining(readdirSync(installed)));
    expect(readdirSync(join(installed, 'dist')).filter((file) => file.includes('.test'))).toEqual(
      [],
    );
    expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toMatch(
      /@telltale\/source|workspace:|catalog:/,
    );
  });

  it('installs alone, and every entry can be imported and does nothing by itself', () => {
    // An entry that is named after an optional peer, or after its scope, needs it.
    const peers = Object.keys(manifest.peerDependencies ?? {}).map(
      (peer) => `./${peer.replace(/^@/, '').replace(/\/.*/, '')}`,
    );
    const entries = Object.keys(manifest.exports ?? {}).filter(
      (key) => key !== './package.json' && !peers.includes(key),
    );
    expect(entries).toContain('.');
    const program = entries.map((key) => `await import('${join(name, key)}');`).join('\n');
    expect(run(alone.folder, process.execPath, '--input-type=module', '-e', program)).toBe('');
  });

  it.runIf(name === '@telltale/exporter')('finds the thread that checks passwords', async () => {
    const bin = join(alone.folder, 'node_modules/.bin/telltale-exporter');
    const hash = execFileSync(bin, ['hash-password'], { input: 's3cret\n', encoding: 'utf8' });
    const web = join(alone.folder, 'web.yml');
    writeFileSync(web, `basic_auth_users: { alice: ${hash.trimEnd()} }\n`);
    const args = ['--web.listen-address=127.0.0.1:0', `--web.config.file=${web}`];
    const exporter = spawn(bin, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(exporter, 'exit');
    try {
      let url: string | undefined;
      for await (const line of createInterface({ input: exporter.stderr })) {
        url = / url=(\S+)$/.exec(line)?.[1];
        if (url !== undefined) break;
      }
      const statusWith = async (password: string): Promise<number> => {
        const headers = { Authorization: `Basic ${btoa(`alice:${password}`)}` };
        return (await fetch(url ?? '', { headers })).status;
      };
      expect(await statusWith('s3cret')).toBe(200);
      expect(await statusWith('secret')).toBe(401);
    } finally {
      exporter.kill();
      await ended;
    }
  });
});
