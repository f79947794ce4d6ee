import { Clock } from './clock.ts';
import { ConstantRows } from './constant-rows.ts';
import { FamilyRows } from './family-rows.ts';
import type { HostSource } from './host-source.ts';
import type { HostSourceName } from './source-list.ts';

/** What `node:os` tells of a machine, and which system that runs. */
export interface OperatingSystem {
  readonly platform: string;
  readonly cpus: () => readonly ProcessorTimes[];
  readonly loadavg: () => readonly number[];
  readonly totalmem: () => number;
  readonly freemem: () => number;
  readonly uptime: () => number;
  readonly type: () => string;
  readonly release: () => string;
  readonly version: () => string;
  readonly hostname: () => string;
  readonly machine: () => string;
}

interface ProcessorTimes {
  /** Milliseconds since the machine was started. */
  readonly times: Readonly<Record<'user' | 'nice' | 'sys' | 'idle' | 'irq', number>>;
}

type PortableSourceName = Extract<
  HostSourceName,
  'cpu' | 'loadavg' | 'meminfo' | 'stat' | 'time' | 'uname'
>;

const gauge = (name: string, help: string): ConstantRows =>
  new ConstantRows({ name, help, type: 'gauge' });

/** The sources of macOS and Windows. Each shows those metrics of its Linux namesake that mean the same there. */
const portableSources: Readonly<Record<PortableSourceName, (os: OperatingSystem) => HostSource>> = {
  cpu(os) {
    const seconds = new FamilyRows({
      name: 'node_cpu_seconds_total',
      help: 'Seconds the CPUs spent in each mode.',
      type: 'counter',
      labelNames: ['cpu', 'mode'],
    });
    return (buf) => {
      for (const [cpu, { times }] of os.cpus().entries()) {
        for (const [mode, milliseconds] of modesOf(os.platform, times)) {
          seconds.add([String(cpu), mode], milliseconds / 1000);
        }
      }
      seconds.appendTo(buf);
    };
  },
  loadavg(os) {
    const averages = ['1', '5', '15'].map((minutes) =>
      gauge(`node_load${minutes}`, `${minutes}m load average.`),
    );
    return (buf) => {
      const values = os.loadavg();
      for (const [index, average] of averages.entries()) {
        buf.push(average.one(values[index] as number));
      }
    };
  },
  meminfo(os) {
    const memory = (field: string): ConstantRows =>
      gauge(`node_memory_${field}_bytes`, `Memory information field ${field}_bytes.`);
    const total = memory('MemTotal');
    // Windows counts what could be taken from caches, macOS does not.
    const free = memory(os.platform === 'win32' ? 'MemAvailable' : 'MemFree');
    return (buf) => {
      buf.push(total.one(os.totalmem()), free.one(os.freemem()));
    };
  },
  stat(os) {
    const bootTime = gauge('node_boot_time_seconds', 'Node boot time, in unixtime.');
    // Worked out from two clocks, it moves a little each time; it stays as it was unless one of them was set.
    let shown = -Infinity;
    return (buf) => {
      const time = Math.floor(Date.now() / 1000 - os.uptime());
      if (Math.abs(time - shown) > 2) shown = time;
      buf.push(bootTime.one(shown));
    };
  },
  time() {
    const clock = new Clock();
    return (buf) => {
      clock.append(buf, new Date());
    };
  },
  uname(os) {
    const info = new FamilyRows({
      name: 'node_uname_info',
      help: 'Labeled system information as provided by the uname system call.',
      type: 'gauge',
      labelNames: ['sysname', 'release', 'version', 'nodename', 'domainname', 'machine'],
    });
    return (buf) => {
      const { type, release, version, hostname, machine } = os;
      info.add([type(), release(), version(), hostname(), '(none)', machine()], 1);
      info.appendTo(buf);
    };
  },
};

/** The sources that have something to show on a system that is not Linux. */
export function portableSourceNames(platform: string): readonly HostSourceName[] {
  const names = Object.keys(portableSources) as PortableSourceName[];
  // Windows has no load averages; Node.js says 0.
  return platform === 'win32' ? names.filter((name) => name !== 'loadavg') : names;
}

/** A source for a system that is not Linux. One that has nothing to show there fails, and says so. */
export function portableSource(name: HostSourceName, os: OperatingSystem): HostSource {
  const available = portableSourceNames(os.platform);
  if (available.includes(name)) return portableSources[name as PortableSourceName](os);
  return () => {
    throw new Error(
      `${name} is not available on ${os.platform}, where there are ${available.join(', ')}. Leave it out.`,
    );
  };
}

/** In the order of Linux. The kernel time of Windows holds that of interrupts; macOS does not tell them apart. */
function modesOf(
  platform: string,
  { user, nice, sys, idle, irq }: ProcessorTimes['times'],
): readonly (readonly [mode: string, milliseconds: number])[] {
  if (platform !== 'win32') {
    return [
      ['user', user],
      ['nice', nice],
      ['system', sys],
      ['idle', idle],
    ];
  }
  return [
    ['user', user],
    ['system', Math.max(sys - irq, 0)],
    ['idle', idle],
    ['irq', irq],
  ];
}
