import { hostCollector, type HostSourceName } from '@telltale/collector-host';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { isAbandoned } from '../modes/abandoned.ts';
import { regularExpression } from './regular-expression.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

/** As a record, so that a part that is new in the collector is missed here by the compiler. */
const parts: Readonly<Record<HostSourceName, HostSourceName>> = {
  arp: 'arp',
  conntrack: 'conntrack',
  cpu: 'cpu',
  cpufreq: 'cpufreq',
  diskstats: 'diskstats',
  entropy: 'entropy',
  filefd: 'filefd',
  filesystem: 'filesystem',
  hwmon: 'hwmon',
  interrupts: 'interrupts',
  kernel_hung: 'kernel_hung',
  loadavg: 'loadavg',
  meminfo: 'meminfo',
  netclass: 'netclass',
  netdev: 'netdev',
  netstat: 'netstat',
  os: 'os',
  powersupplyclass: 'powersupplyclass',
  pressure: 'pressure',
  processes: 'processes',
  schedstat: 'schedstat',
  sockstat: 'sockstat',
  softirqs: 'softirqs',
  softnet: 'softnet',
  stat: 'stat',
  tcpstat: 'tcpstat',
  thermal_zone: 'thermal_zone',
  time: 'time',
  udp_queues: 'udp_queues',
  uname: 'uname',
  vmstat: 'vmstat',
};
const names = z.array(z.enum(parts));

/** The machine, under node_exporter's names. */
export const hostSource = sourceType('host', "The machine, under node_exporter's names.", {
  fields: {
    proc_root: z.string().optional().describe('Where proc is mounted. Default: /proc'),
    sys_root: z.string().optional().describe('Where sys is mounted. Default: /sys'),
    rootfs: z.string().optional().describe('Where the root file system is mounted. Default: /'),
    udev_data: z
      .string()
      .optional()
      .describe('Where udev keeps what it knows of disks. Default: /run/udev/data below rootfs'),
    collectors: names.optional().describe('The only parts that are read.'),
    include: names.optional().describe('Parts that are read besides the usual ones.'),
    exclude: names.optional().describe('Parts that are not read.'),
    mount_timeout: duration
      .optional()
      .describe('How long each mount may take to answer. Default: 1s'),
    source_timeout: duration.optional().describe('How long each part may take. Default: 5s'),
    network_file_systems: z
      .boolean()
      .optional()
      .describe('Whether file systems on the network are asked. Default: false'),
    exclude_mount_points: regularExpression.optional().describe('Mount points that are left out.'),
    exclude_fs_types: regularExpression.optional().describe('File systems that are left out.'),
    exclude_disks: regularExpression.optional().describe('Disks that are left out.'),
    exclude_network_devices: regularExpression
      .optional()
      .describe('Network devices that are left out.'),
    netstat_fields: regularExpression
      .optional()
      .describe('Fields of netstat that are shown, such as ^Tcp_MaxConn$.'),
    ...scheduleFields,
  },
  build: (options, { warn }) => ({
    collectors: [
      hostCollector({
        procRoot: options.proc_root,
        sysRoot: options.sys_root,
        rootfs: options.rootfs,
        collectors: options.collectors,
        include: options.include,
        exclude: options.exclude,
        udevData: options.udev_data,
        mountTimeoutMs: options.mount_timeout,
        sourceTimeoutMs: options.source_timeout,
        networkFileSystems: options.network_file_systems,
        excludeMountPoints: options.exclude_mount_points,
        excludeFsTypes: options.exclude_fs_types,
        excludeDisks: options.exclude_disks,
        excludeNetworkDevices: options.exclude_network_devices,
        netstatFields: options.netstat_fields,
        onError: (part, error) => {
          if (isAbandoned(error)) return;
          const isAsked = [...(options.collectors ?? []), ...(options.include ?? [])].includes(
            part,
          );
          // What this kernel does not have is missed only where it was asked for.
          if (!isAsked && (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return;
          warn(`${part}: ${error instanceof Error ? error.message : String(error)}`);
        },
      }),
    ],
  }),
});
