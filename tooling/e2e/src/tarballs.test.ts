import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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
    if (name === '@telltale/exporter') expected.push('bin', 'deploy');
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
});
