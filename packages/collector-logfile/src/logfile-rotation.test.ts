import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  closeSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { value } from '@telltale/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { logfileCollector } from './logfile-collector.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logfile-'));
  path = join(folder, 'app.log');
  writeFileSync(path, '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function follow(rotationWaitMs = 0) {
  const collector = logfileCollector({
    path,
    rotationWaitMs,
    metrics: [
      {
        type: 'counter',
        name: 'n_total',
        help: 'Sum.',
        pattern: '^n=(?<n>\\d+) end$',
        value: 'n',
      },
    ],
  });
  onTestFinished(() => {
    collector[Symbol.dispose]();
  });
  return {
    sum: () => value(collector, 'n_total'),
    lines: () => value(collector, 'logfile_lines_total', { file: path }),
    rotations: (how: string) => value(collector, 'logfile_rotations_total', { file: path, how }),
  };
}

describe('logfileCollector over a rotation', () => {
  it('reads what was written to the old file after the last scrape, then the new one', async () => {
    const { sum, rotations } = follow();
    appendFileSync(path, 'n=1 end\n');
    expect(await sum()).toBe(1);
    appendFileSync(path, 'n=10 end\n');
    renameSync(path, `${path}.1`);
    appendFileSync(path, 'n=100 end\n');
    expect(await sum()).toBe(111);
    expect(await rotations('replaced')).toBe(1);
  });

  it('reads the old file on while its writer has it open, with no new one yet', async () => {
    const { sum } = follow(60_000);
    const fd = openSync(path, 'a');
    renameSync(path, `${path}.1`);
    writeSync(fd, 'n=1 end\n');
    expect(await sum()).toBe(1);
    writeFileSync(path, 'n=10 end\n');
    expect(await sum()).toBe(11);
    writeSync(fd, 'n=100 end\n');
    closeSync(fd);
    expect(await sum()).toBe(111);
  });

  it('survives a rotation before its first scrape', async () => {
    const { sum } = follow();
    appendFileSync(path, 'n=1 end\n');
    renameSync(path, `${path}.1`);
    appendFileSync(path, 'n=10 end\n');
    expect(await sum()).toBe(11);
  });

  it('takes the last line of a file that is left, though it has no end', async () => {
    const { sum } = follow();
    appendFileSync(path, 'n=1 end');
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    await sum();
    expect(await sum()).toBe(1);
  });

  it('reads a file that was deleted to its end, and the one that takes its place', async () => {
    const { sum } = follow();
    appendFileSync(path, 'n=1 end\n');
    unlinkSync(path);
    expect(await sum()).toBe(1);
    writeFileSync(path, 'n=10 end\n');
    expect(await sum()).toBe(11);
  });

  it('goes on where it was when a file is moved back', async () => {
    const { sum } = follow(60_000);
    appendFileSync(path, 'n=1 end\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'n=10 end\n');
    expect(await sum()).toBe(11);
    renameSync(`${path}.1`, path);
    appendFileSync(path, 'n=100 end\n');
    expect(await sum()).toBe(111);
  });

  it('begins a file anew that was truncated', async () => {
    const { sum, rotations } = follow();
    appendFileSync(path, 'n=1 end\nn=1 end\n');
    expect(await sum()).toBe(2);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, 'n=10 end\n');
    expect(await sum()).toBe(12);
    expect(await rotations('truncated')).toBe(1);
  });

  it('sees that a file was truncated that has grown longer since', async () => {
    const { sum } = follow();
    appendFileSync(path, 'n=1 end\n');
    expect(await sum()).toBe(1);
    truncateSync(path);
    appendFileSync(path, 'n=10 end\nn=100 end\n');
    expect(await sum()).toBe(111);
  });

  it('forgets the half of a line that was truncated', async () => {
    const { sum, lines } = follow();
    appendFileSync(path, 'n=1 end\nn=');
    expect(await sum()).toBe(1);
    truncateSync(path);
    appendFileSync(path, 'n=7 end\n');
    expect(await sum()).toBe(8);
    expect(await lines()).toBe(2);
  });

  it('skips the hole that a writer leaves that goes on at its old position', async () => {
    const { sum, lines } = follow();
    const fd = openSync(path, 'w');
    writeSync(fd, 'n=1 end\n'.repeat(20_000));
    expect(await sum()).toBe(20_000);
    truncateSync(path);
    writeSync(fd, 'n=5 end\n');
    closeSync(fd);
    expect(await sum()).toBe(20_005);
    expect(await lines()).toBe(20_001);
  });

  it('counts every line once while a process writes and rotates', async () => {
    const { sum, lines, rotations } = follow(200);
    const [total, writer] = [30_000, startWriter(path, 30_000)];
    const ended = once(writer, 'exit');
    let [isAsked, hasRotated] = [false, false];
    writer.stdout.on('data', () => (hasRotated = true));
    while (writer.exitCode === null && writer.signalCode === null) {
      const hadRotated = hasRotated;
      await sum();
      // Two rotations between two scrapes would lose the file between: the next waits for a scrape after the last.
      if (!isAsked || hadRotated) {
        [isAsked, hasRotated] = [true, false];
        writer.stdin.write('go\n');
      }
      await sleep(5);
    }
    expect(await ended).toEqual([0, null]);
    expect(await lines()).toBe(total);
    expect(await sum()).toBe((total * (total + 1)) / 2);
    expect(await rotations('replaced')).toBeGreaterThanOrEqual(10);
  });
});

/** Writes n=1 to n=total in pieces that end anywhere, and renames the file each time that it is told to. */
function startWriter(file: string, total: number) {
  const source = `
    const fs = require('node:fs');
    const [file, total] = [process.argv[1], Number(process.argv[2])];
    let [fd, n, rotations, mayRotate] = [fs.openSync(file, 'a'), 0, 0, false];
    process.stdin.on('data', () => { mayRotate = true; });
    process.stdin.on('error', () => {});
    const write = () => {
      for (let i = 0; i < 100 && n < total; i++) {
        const line = 'n=' + ++n + ' end\\n';
        const cut = n % line.length;
        fs.writeSync(fd, line.slice(0, cut));
        fs.writeSync(fd, line.slice(cut));
      }
      if (n < total || rotations < 10) {
        if (mayRotate) {
          mayRotate = false;
          fs.renameSync(file, file + '.' + ++rotations);
          // The old file is written to after it was renamed, as by a server that was not told yet.
          if (n < total) fs.writeSync(fd, 'n=' + ++n + ' end\\n');
          fs.closeSync(fd);
          fd = fs.openSync(file, 'a');
          console.log('rotated');
        }
        setTimeout(write, 1);
      } else process.exit(0);
    };
    write();`;
  const writer = spawn(process.execPath, ['-e', source, file, String(total)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  writer.stdin.on('error', () => undefined);
  return writer;
}
