import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { repository, run } from '../../src/repository.ts';
import { deployFolder } from './deploy-files.ts';

const hasSystemd = need({
  what: 'the unit of systemd',
  command: ['systemd-analyze', '--version'],
  install: 'apt-get install systemd',
});
const unitName = 'telltale-exporter.service';

function analyze(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['--no-pager', ...args], {
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

describe.runIf(hasSystemd)('the unit of systemd', () => {
  let folder: string;
  let unit: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'telltale-units-'));
    cpSync(join(deployFolder, 'systemd'), folder, { recursive: true });
    unit = join(folder, unitName);
    // A program that is there, since systemd looks for it.
    const text = readFileSync(unit, 'utf8');
    writeFileSync(unit, text.replace('/usr/local/bin/telltale-exporter', process.execPath));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is understood', () => {
    expect(analyze('verify', unit)).toEqual({ status: 0, output: '' });
  });

  test('shuts the exporter in', () => {
    const { output } = analyze('security', '--offline=true', unit);

    // From 0, shut in, to 10.
    const [, exposure] = /Overall exposure level for .*: (\d+\.\d+)/.exec(output) ?? [];
    expect(Number(exposure), output).toBeLessThanOrEqual(2);
  });
});

const mayUnshare = need({
  what: 'figures of the machine from within the unit',
  command: ['unshare', '--mount', 'true'],
  missing: 'unshare, as root,',
  install: 'apt-get install util-linux',
});

describe.runIf(mayUnshare && process.platform === 'linux')('the host source', () => {
  /** Whether each file system is read-only, as the exporter tells it when a shell script starts it. */
  const readOnly = (script: string): string[] => {
    const page = run(
      repository,
      ...(['unshare', '--mount', 'sh', '-ec', `${script}\nexec "$@"`, 'sh'] as const),
      ...['setpriv', '--reuid=65532', '--regid=65532', '--clear-groups', process.execPath],
      ...['--conditions=@telltale/source', 'apps/exporter/src/main.ts', 'query', 'host'],
    );
    return page.match(/^node_filesystem_readonly\{.*$/gm) ?? [];
  };

  test('sees file systems as they are where all of them are read-only to it', () => {
    // What ProtectSystem=strict and ProtectHome=read-only do.
    const shutIn = `
      mount --rbind / /
      mount -o remount,bind,ro /
      if touch /tmp/telltale-written; then exit 1; fi`;

    const seen = readOnly(shutIn);

    expect(seen).not.toEqual([]);
    expect(seen).toEqual(readOnly(''));
  });
});
