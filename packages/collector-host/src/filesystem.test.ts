import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { lostThreads } from '@telltale/model/internal';
import { FixtureMachine, nothingLeftOut } from './fixture-machine.ts';
import { hostSettings, type HostCollectorOptions } from './host-options.ts';
import { MountStatistics } from './mount-statistics.ts';
import { SourceReading } from './source-reading.ts';
import { filesystem } from './sources/filesystem.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine();
  lostThreads.count = 0;
});

afterEach(() => {
  machine[Symbol.dispose]();
});

const mountInfo = (...mounts: readonly string[]): Record<string, string> => ({
  'proc/1/mountinfo': mounts.map((mount) => `${mount}\n`).join(''),
});

/** The mount points of a metric, with their values. */
async function readPoints(
  name: string,
  options: HostCollectorOptions = {},
): Promise<Record<string, number>> {
  const { samples } = await machine.read({ collectors: ['filesystem'], ...options });
  return Object.fromEntries(
    Object.entries(samples).flatMap(([sample, value]) => {
      const [, metric, point = ''] =
        /^node_filesystem_(\w+)\{.*mountpoint="([^"]*)"/.exec(sample) ?? [];
      return metric === name ? [[point, value]] : [];
    }),
  );
}

describe('filesystem', () => {
  it('shows the size of a mount below the root that was given', async () => {
    machine.write({ 'data/file': '', ...mountInfo('1 1 8:1 / /data ro - ext4 /dev/sda1 rw') });
    const { samples, errors } = await machine.read({ collectors: ['filesystem'] });
    expect(errors).toEqual({});
    const labels = '{device="/dev/sda1",mountpoint="/data",fstype="ext4",device_error=""}';
    expect(Object.keys(samples)).toEqual([
      `node_filesystem_device_error${labels}`,
      `node_filesystem_readonly${labels}`,
      `node_filesystem_size_bytes${labels}`,
      `node_filesystem_free_bytes${labels}`,
      `node_filesystem_avail_bytes${labels}`,
      `node_filesystem_files${labels}`,
      `node_filesystem_files_free${labels}`,
      'node_filesystem_mount_info{device="/dev/sda1",major="8",minor="1",mountpoint="/data"}',
    ]);
    expect(samples[`node_filesystem_readonly${labels}`]).toBe(1);
    expect(samples[`node_filesystem_size_bytes${labels}`]).toBeGreaterThan(0);
  });

  it('says of a mount that cannot be asked why, and shows the others', async () => {
    machine.write({
      'data/file': '',
      ...mountInfo(
        '1 1 8:1 / /gone rw - ext4 /dev/sda1 rw',
        '2 1 8:2 / /data rw - ext4 /dev/sda2 rw',
      ),
    });
    expect(await readPoints('device_error')).toEqual({ '/gone': 1, '/data': 0 });
    expect(Object.keys(await readPoints('size_bytes'))).toEqual(['/data']);
    const { samples, success } = await machine.read({ collectors: ['filesystem'] });
    expect(success).toEqual({ filesystem: 1 });
    expect(samples).toMatchObject({
      'node_filesystem_device_error{device="/dev/sda1",mountpoint="/gone",fstype="ext4",device_error="no such file or directory"}': 1,
    });
  });

  it('leaves out pseudo file systems, those of containers and of the network, and repeated ones', async () => {
    machine.write(
      mountInfo(
        '1 1 8:1 / / rw - ext4 /dev/sda1 rw',
        '1 1 8:1 / / rw - ext4 /dev/sda1 rw',
        '2 1 0:1 / /sys/fs/cgroup rw - tmpfs tmpfs rw',
        '3 1 0:2 / /merged rw - overlay overlay rw',
        '4 1 8:1 /x /var/lib/docker/x/merged rw - ext4 /dev/sda1 rw',
        '5 1 0:3 / /share rw - nfs4 host:/share rw',
        '6 1 0:4 / /remote rw - fuse.sshfs host:/ rw',
        '7 1 0:5 / /run rw - tmpfs tmpfs rw',
        '8 1 0:6 / /dav rw - fuse https://host/ rw',
      ),
    );
    expect(Object.keys(await readPoints('device_error'))).toEqual(['/', '/run']);
    const all = await readPoints('device_error', { networkFileSystems: true });
    expect(Object.keys(all)).toEqual(['/', '/share', '/remote', '/run', '/dav']);
    const few = await readPoints('device_error', {
      excludeMountPoints: /^\/run$/,
      excludeFsTypes: /^(?:overlay|tmpfs)$/,
    });
    expect(Object.keys(few)).toEqual(['/', '/var/lib/docker/x/merged']);
  });

  it('reads our own mounts where those of the first process are hidden, without the root below which they are', async () => {
    machine.write({
      'proc/self/mountinfo':
        `1 1 8:1 / ${machine.root} rw - ext4 /dev/sda1 rw\n` +
        `1 1 8:2 / ${machine.root}/proc rw - ext4 /dev/sda2 rw\n` +
        `1 1 8:3 / ${machine.root}/sys2 rw - ext4 /dev/sda3 rw\n`,
    });
    expect(await readPoints('device_error')).toEqual({ '/': 0, '/sys2': 1 });
  });
});

describe('filesystem with mounts that hang', () => {
  const size = { bsize: 1, blocks: 7, bfree: 1, bavail: 1, files: 1, ffree: 1 };

  /** Scrapes twice, and returns the mount points that were asked and the error of each, which is the same both times. */
  async function readTwice(
    isAnswered: (mountPoint: string) => boolean,
  ): Promise<{ asked: string[]; errors: Record<string, string> }> {
    const asked: string[] = [];
    const statistics = new MountStatistics(1, (path) => {
      const mountPoint = path.slice(machine.root.length);
      asked.push(mountPoint);
      return isAnswered(mountPoint) ? Promise.resolve(size) : new Promise(() => undefined);
    });
    const settings = hostSettings({ ...machine.options, networkFileSystems: true });
    const read = filesystem(settings, statistics);
    const errorsOf = async (): Promise<Record<string, string>> => {
      const metrics: Metric[] = [];
      await read(metrics, new AbortController().signal, nothingLeftOut);
      const errors: Record<string, string> = {};
      for (const { labels, value } of (metrics[0] as Metric).snapshot().series) {
        const { mountpoint = '', device_error: error = '' } = labels;
        expect(value, mountpoint).toBe(error === '' ? 0 : 1);
        errors[mountpoint] = error;
      }
      return errors;
    };
    const errors = await errorsOf();
    expect(await errorsOf()).toEqual(errors);
    return { asked: asked.toSorted(), errors };
  }

  it('shows those that have answered where all of them take longer than the source may', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    machine.write(
      mountInfo(...names.map((name) => `2 1 8:1 / /${name} rw - ext4 /dev/sd${name} rw`)),
    );
    const statistics = new MountStatistics(1000, async () => {
      await setTimeout(100);
      return size;
    });
    const sourceTimeoutMs = 500;
    const settings = hostSettings({ ...machine.options, sourceTimeoutMs });
    const reading = new SourceReading(filesystem(settings, statistics), sourceTimeoutMs);
    const { metrics, error } = await reading.outcome(new AbortController().signal);
    expect(error).toBeUndefined();
    const errors = [...(metrics[0] as Metric).snapshot().series].map(({ value }) => value);
    expect(errors).toHaveLength(names.length);
    expect([errors[0], errors.at(-1)]).toEqual([0, 1]);
  });

  it('shows the others where one that hangs may take as long as the source', async () => {
    const names = ['a', 'b'];
    machine.write(
      mountInfo(...names.map((name) => `2 1 0:1 / /${name} rw - ext4 /dev/sd${name} rw`)),
    );
    const sourceTimeoutMs = 200;
    const hanging = Promise.withResolvers<typeof size>();
    const statistics = new MountStatistics(sourceTimeoutMs, (path) =>
      path.endsWith('/b') ? hanging.promise : Promise.resolve(size),
    );
    const settings = hostSettings({ ...machine.options, sourceTimeoutMs });
    const reading = new SourceReading(filesystem(settings, statistics), sourceTimeoutMs);
    const { metrics, error } = await reading.outcome(new AbortController().signal);
    expect(error).toBeUndefined();
    const errors = [...(metrics[0] as Metric).snapshot().series].map(({ value }) => value);
    expect(errors).toEqual([0, 1]);
    hanging.resolve(size);
  });

  it('asks at most two that may hang, and all that are on disks', async () => {
    machine.write(
      mountInfo(
        ...['a', 'b', 'c'].map((name) => `1 1 0:1 / /${name} rw - nfs host:/${name} rw`),
        '2 1 8:1 / /data rw - ext4 /dev/sda1 rw',
      ),
    );
    expect(await readTwice((mountPoint) => mountPoint === '/data')).toEqual({
      asked: ['/a', '/b', '/data', '/data'],
      errors: {
        '/a': 'mountpoint timeout',
        '/b': 'mountpoint timeout',
        '/c': 'mountpoint timeout',
        '/data': '',
      },
    });
  });

  it('leaves a thread to the application when disks hang, too', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    machine.write(
      mountInfo(...names.map((name) => `2 1 8:1 / /${name} rw - ext4 /dev/sd${name} rw`)),
    );
    expect(await readTwice(() => false)).toEqual({
      asked: ['/a', '/b', '/c'],
      errors: Object.fromEntries(names.map((name) => [`/${name}`, 'mountpoint timeout'])),
    });
  });
  it('asks fewer where others have lost threads already', async () => {
    const names = ['a', 'b', 'c'];
    machine.write(
      mountInfo(...names.map((name) => `2 1 8:1 / /${name} rw - ext4 /dev/sd${name} rw`)),
    );
    lostThreads.count = 2;
    const { asked } = await readTwice(() => false);
    expect(asked).toEqual(['/a']);
    expect(lostThreads.count).toBe(3);
  });
});
