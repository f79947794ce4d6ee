import type { HostSettings, HostSource } from './host-source.ts';
import { arp } from './sources/arp.ts';
import { conntrack } from './sources/conntrack.ts';
import { cpu } from './sources/cpu.ts';
import { cpufreq } from './sources/cpufreq.ts';
import { diskstats } from './sources/diskstats.ts';
import { entropy } from './sources/entropy.ts';
import { filefd } from './sources/filefd.ts';
import { filesystem } from './sources/filesystem.ts';
import { hwmon } from './sources/hwmon.ts';
import { interrupts } from './sources/interrupts.ts';
import { kernelHung } from './sources/kernel-hung.ts';
import { loadavg } from './sources/loadavg.ts';
import { meminfo } from './sources/meminfo.ts';
import { netclass } from './sources/netclass.ts';
import { netdev } from './sources/netdev.ts';
import { netstat } from './sources/netstat.ts';
import { os } from './sources/os.ts';
import { powerSupplyClass } from './sources/power-supply-class.ts';
import { pressure } from './sources/pressure.ts';
import { processes } from './sources/processes.ts';
import { schedstat } from './sources/schedstat.ts';
import { sockstat } from './sources/sockstat.ts';
import { softirqs } from './sources/softirqs.ts';
import { softnet } from './sources/softnet.ts';
import { stat } from './sources/stat.ts';
import { tcpstat } from './sources/tcpstat.ts';
import { thermalZone } from './sources/thermal-zone.ts';
import { time } from './sources/time.ts';
import { udpQueues } from './sources/udp-queues.ts';
import { uname } from './sources/uname.ts';
import { vmstat } from './sources/vmstat.ts';

/** What a source is called, as node_exporter calls its collector. */
export type HostSourceName =
  | 'arp'
  | 'conntrack'
  | 'cpu'
  | 'cpufreq'
  | 'diskstats'
  | 'entropy'
  | 'filefd'
  | 'filesystem'
  | 'hwmon'
  | 'interrupts'
  | 'kernel_hung'
  | 'loadavg'
  | 'meminfo'
  | 'netclass'
  | 'netdev'
  | 'netstat'
  | 'os'
  | 'powersupplyclass'
  | 'pressure'
  | 'processes'
  | 'schedstat'
  | 'sockstat'
  | 'softirqs'
  | 'softnet'
  | 'stat'
  | 'tcpstat'
  | 'thermal_zone'
  | 'time'
  | 'udp_queues'
  | 'uname'
  | 'vmstat';

/** Every source, in the order in which they are read. */
export const hostSources: Readonly<Record<HostSourceName, (settings: HostSettings) => HostSource>> =
  {
    arp,
    conntrack,
    cpu,
    cpufreq,
    diskstats,
    entropy,
    filefd,
    filesystem,
    hwmon,
    interrupts,
    kernel_hung: kernelHung,
    loadavg,
    meminfo,
    netclass,
    netdev,
    netstat,
    os,
    powersupplyclass: powerSupplyClass,
    pressure,
    processes,
    schedstat,
    sockstat,
    softirqs,
    softnet,
    stat,
    tcpstat,
    thermal_zone: thermalZone,
    time,
    udp_queues: udpQueues,
    uname,
    vmstat,
  };

export const hostSourceNames = Object.keys(hostSources) as readonly HostSourceName[];

/** Read only where they are asked for, as with node_exporter: they cost more, or few have use for them. */
const offByDefault: readonly HostSourceName[] = [
  'interrupts',
  'kernel_hung',
  'processes',
  'softirqs',
  'tcpstat',
];

export const defaultSourceNames = hostSourceNames.filter((name) => !offByDefault.includes(name));
