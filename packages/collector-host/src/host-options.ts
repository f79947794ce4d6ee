import { MetricError } from '@telltale/model';
import { checkOptions, describeValue } from '@telltale/model/internal';
import type { HostSettings } from './host-source.ts';
import { hostSourceNames, type HostSourceName } from './source-list.ts';

/** Options of {@link hostCollector}. */
export interface HostCollectorOptions {
  /** Where the proc file system of the machine is mounted. Default: `/proc`. */
  readonly procRoot?: string | undefined;
  /** Where the sys file system of the machine is mounted. Default: `/sys`. */
  readonly sysRoot?: string | undefined;
  /** Where the root file system of the machine is mounted, for mount points and `/etc/os-release`. Default: `/`. */
  readonly rootfs?: string | undefined;
  /** Where udev keeps what it knows of disks. Default: `/run/udev/data` below `rootfs`. */
  readonly udevData?: string | undefined;
  /**
   * The only sources that are read. Default: all but `interrupts`, `kernel_hung`, `processes`, `softirqs` and `tcpstat`;
   * on macOS and Windows those that have something to show there.
   */
  readonly collectors?: readonly HostSourceName[] | undefined;
  /** Sources that are read besides those of `collectors`. Default: none. */
  readonly include?: readonly HostSourceName[] | undefined;
  /** Sources that are not read. Default: none. */
  readonly exclude?: readonly HostSourceName[] | undefined;
  /**
   * How long a source may take, in milliseconds, before it is shown as failed; it is not read again before it has
   * ended. Default: 5000.
   */
  readonly sourceTimeoutMs?: number | undefined;
  /** How long a mount may take to answer, in milliseconds, before it is shown as an error. Default: 1000. */
  readonly mountTimeoutMs?: number | undefined;
  /** Mount points that are left out. Default: node_exporter's, of pseudo file systems and containers. */
  readonly excludeMountPoints?: RegExp | undefined;
  /** Types of file systems that are left out. Default: node_exporter's, those that hold no files of anybody. */
  readonly excludeFsTypes?: RegExp | undefined;
  /**
   * Whether file systems on the network are asked too. One that hangs holds a thread of the pool that Node.js reads
   * files and looks up names with. Default: false.
   */
  readonly networkFileSystems?: boolean | undefined;
  /** Disks that are left out. Default: node_exporter's: partitions, loop and RAM devices. */
  readonly excludeDisks?: RegExp | undefined;
  /** Network devices that are left out. Default: none. */
  readonly excludeNetworkDevices?: RegExp | undefined;
  /** Fields of `netstat` that are shown, by names such as `Tcp_MaxConn`. Default: node_exporter's. */
  readonly netstatFields?: RegExp | undefined;
  /**
   * Told of each source that failed, at each scrape, before its `node_scrape_collector_success` shows 0, and of what
   * was left out of one that did not: a line, a file or a device that is not what it should be. What it throws is
   * ignored. Default: nobody is told.
   */
  readonly onError?: ((collector: HostSourceName, error: unknown) => void) | undefined;
}

/** A record rather than a list, so that none can be forgotten. */
const optionNames: Readonly<Record<keyof HostCollectorOptions, true>> = {
  procRoot: true,
  sysRoot: true,
  rootfs: true,
  udevData: true,
  collectors: true,
  include: true,
  exclude: true,
  sourceTimeoutMs: true,
  mountTimeoutMs: true,
  excludeMountPoints: true,
  excludeFsTypes: true,
  networkFileSystems: true,
  excludeDisks: true,
  excludeNetworkDevices: true,
  netstatFields: true,
  onError: true,
};

const defaultSourceTimeoutMs = 5000;
const defaultMountTimeoutMs = 1000;
const defaultExcludeMountPoints =
  /^\/(?:dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)(?:$|\/)/;
const defaultExcludeFsTypes = new RegExp(
  '^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|' +
    'overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$',
);
const defaultNetstatFields = new RegExp(
  '^(?:.*_(?:InErrors|InErrs)|Ip_Forwarding|Ip(?:6|Ext)_(?:InOctets|OutOctets)|Icmp6?_(?:InMsgs|OutMsgs)|' +
    'TcpExt_(?:Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|' +
    'Tcp_(?:ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|' +
    'Udp6?_(?:InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$',
);
const defaultExcludeDisks = /^(?:(?:z?ram|loop|fd|(?:h|s|v|xv)d[a-z])\d+|nvme\d+n\d+p\d+)$/;

/**
 * The settings that options stand for.
 *
 * @throws INVALID_OPTION
 */
export function hostSettings(options: HostCollectorOptions): HostSettings {
  checkOptions('hostCollector: options', options, Object.keys(optionNames));
  checkListener(options.onError);
  const rootfs = path('rootfs', options.rootfs ?? '/').replace(/\/+$/, '');
  return {
    procRoot: path('procRoot', options.procRoot ?? '/proc'),
    sysRoot: path('sysRoot', options.sysRoot ?? '/sys'),
    rootfs,
    udevData: path('udevData', options.udevData ?? `${rootfs}/run/udev/data`),
    sourceTimeoutMs: milliseconds(
      'sourceTimeoutMs',
      options.sourceTimeoutMs ?? defaultSourceTimeoutMs,
    ),
    mountTimeoutMs: milliseconds('mountTimeoutMs', options.mountTimeoutMs ?? defaultMountTimeoutMs),
    excludeMountPoints: pattern(
      'excludeMountPoints',
      options.excludeMountPoints ?? defaultExcludeMountPoints,
    ),
    excludeFsTypes: pattern('excludeFsTypes', options.excludeFsTypes ?? defaultExcludeFsTypes),
    networkFileSystems: flag('networkFileSystems', options.networkFileSystems ?? false),
    excludeDisks: pattern('excludeDisks', options.excludeDisks ?? defaultExcludeDisks),
    excludeNetworkDevices:
      options.excludeNetworkDevices &&
      pattern('excludeNetworkDevices', options.excludeNetworkDevices),
    netstatFields: pattern('netstatFields', options.netstatFields ?? defaultNetstatFields),
  };
}

/**
 * The names of the sources that are read.
 *
 * @throws INVALID_OPTION if one is no source
 */
export function chosenSources(
  options: HostCollectorOptions,
  byDefault: readonly HostSourceName[],
): HostSourceName[] {
  const only = names('collectors', options.collectors ?? byDefault);
  const besides = names('include', options.include ?? []);
  const without = names('exclude', options.exclude ?? []);
  return hostSourceNames.filter(
    (name) => (only.includes(name) || besides.includes(name)) && !without.includes(name),
  );
}

function names(option: string, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) {
    throw invalid(option, given, 'an array of names of sources', 'Leave it out for the default.');
  }
  for (const name of given as readonly unknown[]) {
    if ((hostSourceNames as readonly unknown[]).includes(name)) continue;
    throw invalid(option, name, `one of ${hostSourceNames.join(', ')}`, 'Correct the name.');
  }
  return given;
}

function checkListener(given: unknown): void {
  if (given === undefined || typeof given === 'function') return;
  throw invalid('onError', given, 'a function', 'Leave it out to be told of nothing.');
}

function flag(option: string, given: unknown): boolean {
  if (typeof given === 'boolean') return given;
  throw invalid(option, given, 'true or false', 'Leave it out for the default.');
}

function path(option: string, given: unknown): string {
  if (typeof given === 'string' && given !== '') return given;
  throw invalid(
    option,
    given,
    'a path',
    'Give where it is mounted, or leave it out for the default.',
  );
}

function milliseconds(option: string, given: unknown): number {
  // Node.js takes a longer delay for 1 ms.
  if (typeof given === 'number' && given > 0 && given < 2 ** 31) return given;
  throw invalid(option, given, 'milliseconds above 0, below 2^31', 'Leave it out for the default.');
}

function pattern(option: string, given: unknown): RegExp {
  // One that remembers where it ended would leave out every other match.
  if (given instanceof RegExp) return new RegExp(given.source, given.flags.replaceAll(/[gy]/g, ''));
  throw invalid(option, given, 'a regular expression', 'Leave it out for the default.');
}

function invalid(option: string, given: unknown, expected: string, remedy: string): MetricError {
  return new MetricError(
    'INVALID_OPTION',
    `hostCollector: ${option} is ${describeValue(given)}, expected ${expected}. ${remedy}`,
  );
}
