import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { HostCollectorOptions, HostSourceName } from '@telltale/collector-host';
import { freePort } from '../free-port.ts';
import { startFromSource, StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';

export const nodeExporter = 'prometheus-node-exporter';

/** Our sources that the node_exporter of Debian 12 has too. */
export const sharedSources: readonly HostSourceName[] = [
  'arp',
  'conntrack',
  'cpu',
  'cpufreq',
  'diskstats',
  'entropy',
  'filefd',
  'filesystem',
  'hwmon',
  'interrupts',
  'loadavg',
  'meminfo',
  'netclass',
  'netdev',
  'netstat',
  'os',
  'powersupplyclass',
  'pressure',
  'processes',
  'schedstat',
  'sockstat',
  'softnet',
  'stat',
  'tcpstat',
  'thermal_zone',
  'time',
  'udp_queues',
  'uname',
  'vmstat',
];

/** Of these, the ones that both read only where they are asked for. */
export const offByDefault: readonly HostSourceName[] = ['interrupts', 'processes', 'tcpstat'];

/** What Debian changes of the defaults, and what changed after the release that it has. */
const currentDefaults = [
  '--collector.netdev.device-exclude=^$',
  '--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$',
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
  '--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$',
];

/** Where both read. Default: this machine. */
export interface Roots {
  readonly procRoot: string;
  readonly sysRoot: string;
  readonly udevData: string;
}

/** A process that serves metrics of the machine. */
export interface Exporter extends AsyncDisposable {
  readonly pid: number;
  /** Its page as text, not compressed. */
  readonly scrape: () => Promise<string>;
}

/** Debian's node_exporter. */
export async function startNodeExporter(
  sources: readonly HostSourceName[],
  roots?: Roots,
): Promise<Exporter> {
  const address = `127.0.0.1:${await freePort()}`;
  const program = new StartedProgram(nodeExporter, [
    `--web.listen-address=${address}`,
    '--web.disable-exporter-metrics',
    '--collector.disable-defaults',
    ...sources.map((source) => `--collector.${source}`),
    ...currentDefaults,
    ...(roots === undefined
      ? []
      : [
          `--path.procfs=${roots.procRoot}`,
          `--path.sysfs=${roots.sysRoot}`,
          `--path.udev.data=${roots.udevData}`,
        ]),
  ]);
  return exporter(program, `http://${address}/metrics`);
}

/** Debian's node_exporter, with nothing but the text files of a folder. */
export async function startTextfileExporter(folder: string): Promise<Exporter> {
  const address = `127.0.0.1:${await freePort()}`;
  const program = new StartedProgram(nodeExporter, [
    `--web.listen-address=${address}`,
    '--web.disable-exporter-metrics',
    '--collector.disable-defaults',
    '--collector.textfile',
    `--collector.textfile.directory=${folder}`,
  ]);
  return exporter(program, `http://${address}/metrics`);
}

/** The host collector in a process of its own. */
export async function startHostServer(
  sources: readonly HostSourceName[],
  roots?: Roots,
): Promise<Exporter> {
  const options: HostCollectorOptions = {
    ...roots,
    collectors: sources,
    networkFileSystems: true,
  };
  const file = 'tooling/e2e/servers/node-exporter/host-server.ts';
  const program = startFromSource(file, [JSON.stringify(options)]);
  const [, url = ''] = await program.printed(/serving (\S+)/);
  return exporter(program, url);
}

async function exporter(program: StartedProgram, url: string): Promise<Exporter> {
  const agent = new Agent({ keepAlive: true });
  const scrape = async (): Promise<string> => {
    const response = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
      get(url, { agent }, (answer) => {
        if (answer.statusCode === 200) resolve(answer);
        else reject(new Error(`${url} answers ${answer.statusCode}`));
      }).on('error', reject);
    });
    return text(response);
  };
  await waitUntil(`process ${program.pid} serves its page`, scrape);
  return {
    pid: program.pid,
    scrape,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await program.end();
    },
  };
}
