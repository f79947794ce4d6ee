import { describe, expect, it } from 'vitest';
import { nothingLeftOut } from './fixture-machine.ts';
import { parseMountInfo } from './mount-info.ts';

describe('parseMountInfo', () => {
  it('reads mounts with and without optional fields', () => {
    const text =
      '31 23 259:2 / / rw,relatime shared:1 master:2 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro\n' +
      '32 31 0:25 / /dev/shm rw,nosuid - tmpfs tmpfs rw\n';
    expect(parseMountInfo(text, 'mountinfo', nothingLeftOut)).toEqual([
      {
        device: '/dev/nvme0n1p2',
        mountPoint: '/',
        fsType: 'ext4',
        major: '259',
        minor: '2',
        isReadOnly: false,
      },
      {
        device: 'tmpfs',
        mountPoint: '/dev/shm',
        fsType: 'tmpfs',
        major: '0',
        minor: '25',
        isReadOnly: false,
      },
    ]);
  });

  it.each(['1 1 8:1 / /a ro,relatime - ext4 /dev/sda1 rw', '1 1 8:1 / /a rw - ext4 /dev/sda1 ro'])(
    'takes %s for read-only',
    (line) => {
      expect(parseMountInfo(line, 'mountinfo', nothingLeftOut)[0]?.isReadOnly).toBe(true);
    },
  );

  it('reads names with white space, and not what only looks like an escape', () => {
    const line = '1 1 8:1 / /mnt/my\\040disk\\011\\134040 rw - fuse //host/my\\040share rw';
    expect(parseMountInfo(line, 'mountinfo', nothingLeftOut)).toMatchObject([
      { device: '//host/my share', mountPoint: '/mnt/my disk\t\\040' },
    ]);
  });

  it.each(['ro', 'rw'])('reads a mount without a device that is %s', (option) => {
    const line = `1 1 0:44 / /mnt rw shared:1 - tmpfs  ${option},size=4k`;
    expect(parseMountInfo(line, 'mountinfo', nothingLeftOut)).toMatchObject([
      { device: '', fsType: 'tmpfs', isReadOnly: option === 'ro' },
    ]);
  });

  it.each(['', 'x', '1 1 8:1 / /a rw ext4 /dev/sda1 rw', '1 1 8 / /a rw - ext4 /dev/sda1 rw'])(
    'leaves out a line of %j, and says so unless it is empty',
    (line) => {
      const problems: unknown[] = [];
      const good = '1 1 8:1 / /a rw - ext4 /dev/sda1 rw';
      const mounts = parseMountInfo(`${line}\n${good}\n`, 'mountinfo', (problem) =>
        problems.push(problem),
      );
      expect(mounts).toMatchObject([{ mountPoint: '/a' }]);
      const message = `mountinfo: a line is ${JSON.stringify(line)}, expected a mount.`;
      expect(problems).toEqual(line === '' ? [] : [new Error(message)]);
    },
  );
});
