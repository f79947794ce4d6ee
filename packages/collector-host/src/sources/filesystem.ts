import type { Metric } from '@telltale/model';
import { lostThreads } from '@telltale/model/internal';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { readKernelText } from '../kernel-text.ts';
import type { LeaveOut } from '../left-out.ts';
import { parseMountInfo, type Mount } from '../mount-info.ts';
import {
  MountStatistics,
  mountTimeout,
  type FileSystemSize,
  type MountAnswer,
} from '../mount-statistics.ts';
import { RowLabels } from '../row-labels.ts';

/** Those that wait for another machine, or for a program that serves files. */
const networkTypes =
  /^(?:9p|afs|beegfs|ceph|cifs|coda|fuse(?:\..+)?|gfs2|glusterfs|gpfs|lustre|ncpfs|nfs\d?|ocfs2|orangefs|smb3|smbfs)$/;

/** As many of the four threads of Node.js's pool may be lost to mounts of these types that hang. */
const maxStuckOfNetwork = 2;
/** And as many to mounts of all types: one thread stays for the files and names of the application. */
const maxStuck = 3;

/** What all mounts may take of the time of the source: with the rest, what has answered is still shown. */
const shareOfTime = 0.8;

interface Answered {
  readonly mount: Mount;
  readonly answer: MountAnswer;
}

const sizes: readonly (readonly [string, string, (size: FileSystemSize) => number])[] = [
  ['size_bytes', 'Filesystem size in bytes.', (size) => size.blocks * size.bsize],
  ['free_bytes', 'Filesystem free space in bytes.', (size) => size.bfree * size.bsize],
  [
    'avail_bytes',
    'Filesystem space available to non-root users in bytes.',
    (size) => size.bavail * size.bsize,
  ],
  ['files', 'Filesystem total file nodes.', (size) => size.files],
  ['files_free', 'Filesystem total free file nodes.', (size) => size.ffree],
];

/** The mounts of `/proc/1/mountinfo`, and what statfs(2) tells of each. */
export function filesystem(
  settings: HostSettings,
  statistics = new MountStatistics(settings.mountTimeoutMs),
): HostSource {
  const append = mountMetrics();
  return async (buf, signal, leaveOut) => {
    const mounts = chosenMounts(settings, leaveOut);
    const answers: Answered[] = [];
    const end = performance.now() + settings.sourceTimeoutMs * shareOfTime;
    // One after the other, so that no more of them are asked than may be lost; those on disks do not wait for them.
    const ask = async (mayHang: boolean): Promise<void> => {
      for (const [index, mount] of mounts.entries()) {
        if (networkTypes.test(mount.fsType) !== mayHang) continue;
        const answer =
          lostThreads.count >= (mayHang ? maxStuckOfNetwork : maxStuck)
            ? mountTimeout
            : await statistics.of(
                `${settings.rootfs}${mount.mountPoint}`,
                signal,
                end - performance.now(),
              );
        answers[index] = { mount, answer };
      }
    };
    await Promise.all([ask(false), ask(true)]);
    append(buf, answers);
  };
}

function chosenMounts(settings: HostSettings, leaveOut: LeaveOut): Mount[] {
  const { rootfs, excludeFsTypes, excludeMountPoints, networkFileSystems } = settings;
  const seen = new Set<string>();
  return readMounts(settings, leaveOut).flatMap((mount) => {
    // A path of a container, where the machine's root is mounted below one.
    const mountPoint = withoutRoot(mount.mountPoint, rootfs);
    const { device, fsType } = mount;
    if (excludeMountPoints.test(mountPoint) || excludeFsTypes.test(fsType)) return [];
    if (!networkFileSystems && networkTypes.test(fsType)) return [];
    // Of mounts on top of each other only the last is seen; both have the same labels.
    const labels = JSON.stringify([device, mountPoint, fsType]);
    if (seen.has(labels)) return [];
    seen.add(labels);
    return [{ ...mount, mountPoint }];
  });
}

/** Those of the first process, which sees the machine; where proc hides it, our own. */
function readMounts({ procRoot }: HostSettings, leaveOut: LeaveOut): Mount[] {
  const [path, own] = [`${procRoot}/1/mountinfo`, `${procRoot}/self/mountinfo`];
  let text: string;
  try {
    text = readKernelText(path);
  } catch {
    return parseMountInfo(readKernelText(own), own, leaveOut);
  }
  return parseMountInfo(text, path, leaveOut);
}

function withoutRoot(mountPoint: string, rootfs: string): string {
  if (rootfs === '') return mountPoint;
  if (mountPoint === rootfs) return '/';
  return mountPoint.startsWith(`${rootfs}/`) ? mountPoint.slice(rootfs.length) : mountPoint;
}

/** Returns what appends the metrics of all mounts. */
function mountMetrics(): (buf: Metric[], answers: readonly Answered[]) => void {
  const gauge = (name: string, help: string, labelNames?: readonly string[]): ConstantRows =>
    new ConstantRows({
      name: `node_filesystem_${name}`,
      help,
      type: 'gauge',
      labelNames: labelNames ?? ['device', 'mountpoint', 'fstype', 'device_error'],
    });
  const deviceError = gauge(
    'device_error',
    'Whether an error occurred while getting statistics for the given device.',
  );
  const readOnly = gauge('readonly', 'Filesystem read-only status.');
  const mountInfo = gauge('mount_info', 'Filesystem mount information.', [
    'device',
    'major',
    'minor',
    'mountpoint',
  ]);
  const sizeFamilies = sizes.map(([name, help, valueOf]) => ({
    family: gauge(name, help),
    valueOf,
  }));
  const labels = new RowLabels();
  const infoLabels = new RowLabels();
  return (buf, answers) => {
    if (answers.length === 0) return;
    const rows = answers.map(({ mount, answer }, index) => {
      const error = typeof answer === 'string' ? answer : '';
      return labels.at(index, [mount.device, mount.mountPoint, mount.fsType, error]);
    });
    const isError = answers.map(({ answer }) => (typeof answer === 'string' ? 1 : 0));
    buf.push(
      deviceError.rows(rows, isError),
      readOnly.rows(
        rows,
        answers.map(({ mount }) => (mount.isReadOnly ? 1 : 0)),
      ),
    );
    const sized: FileSystemSize[] = [];
    const sizedRows: (readonly string[])[] = [];
    const infoRows: (readonly string[])[] = [];
    for (const [index, { mount, answer }] of answers.entries()) {
      if (typeof answer === 'string') continue;
      sized.push(answer);
      sizedRows.push(rows[index] as readonly string[]);
      const info = [mount.device, mount.major, mount.minor, mount.mountPoint];
      infoRows.push(infoLabels.at(index, info));
    }
    if (sized.length === 0) return;
    for (const { family, valueOf } of sizeFamilies) {
      buf.push(family.rows(sizedRows, sized.map(valueOf)));
    }
    buf.push(
      mountInfo.rows(
        infoRows,
        infoRows.map(() => 1),
      ),
    );
  };
}
