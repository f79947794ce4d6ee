import { hostCollector } from '@telltale/collector-host';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { describe, expect, test } from 'vitest';
import { need } from '../src/need.ts';
import { freePort } from './free-port.ts';
import { readPage, seriesKey, type PageFamily } from './page-reader.ts';
import { StartedProgram } from './started-program.ts';
import { waitUntil } from './wait-until.ts';

const program = 'prometheus-node-exporter';

const isThere = need({
  what: 'comparisons with node_exporter',
  command: [program, '--version'],
  install: 'apt-get install prometheus-node-exporter',
  isOptional: true,
});

/** Our sources that Debian 12's node_exporter has too. */
const sources = [
  'arp',
  'conntrack',
  'cpu',
  'diskstats',
  'entropy',
  'filefd',
  'filesystem',
  'interrupts',
  'loadavg',
  'meminfo',
  'netclass',
  'netdev',
  'netstat',
  'os',
  'pressure',
  'processes',
  'schedstat',
  'sockstat',
  'softnet',
  'stat',
  'thermal_zone',
  'time',
  'udp_queues',
  'uname',
  'vmstat',
] as const;

/** What Debian changes of the defaults, and what changed after the release that it has. */
const currentDefaults = [
  '--collector.netdev.device-exclude=^$',
  '--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$',
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
  '--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$',
];

/** Came after the release that Debian 12 has. */
const laterFamilies =
  /^node_(?:filesystem_mount_info|netstat_TcpExt_(?:TCPOFOQueue|TCPRcvQDrop)|softnet_(?:backlog_len|(?:cpu_collision|flow_limit_count|received_rps)_total))$/;
const laterLabels = ['adminstate', 'device_error'];

/** The README says which these are. */
const notOurs =
  /^node_(?:disk_(?:info|ata_.*|device_mapper_info)|exporter_build_info|cpu_(?:online|.*_throttles_total))$/;

/** Whose series come and go from one moment to the next. */
const comeAndGo = /^node_processes_(?:threads_)?state$/;

/** What a machine that is up does not change between two scrapes. */
const isStable =
  /^node_(?:boot_time_seconds|filefd_maximum|filesystem_(?:size_bytes|files|readonly|device_error)|memory_(?:MemTotal|SwapTotal)_bytes|processes_max_.*|network_(?:info|up|mtu_bytes|flags|speed_bytes|protocol_type|iface_id)|nf_conntrack_entries_limit|os_.*|scrape_collector_success|time_(?:zone|clocksource)_.*|uname_info)$/;

async function nodeExporterPage(): Promise<PageFamily[]> {
  const address = `127.0.0.1:${await freePort()}`;
  await using exporter = new StartedProgram(program, [
    `--web.listen-address=${address}`,
    '--web.disable-exporter-metrics',
    '--collector.disable-defaults',
    ...sources.map((source) => `--collector.${source}`),
    ...currentDefaults,
  ]);
  const page = await waitUntil(`process ${exporter.pid} serves its page`, async () => {
    const answer = await fetch(`http://${address}/metrics`);
    return answer.ok ? await answer.text() : undefined;
  });
  return readPage(page, 'text').filter(({ name }) => name.startsWith('node_'));
}

async function ourPage(): Promise<PageFamily[]> {
  const registry = new Registry();
  registry.register(hostCollector({ collectors: sources, networkFileSystems: true }));
  const families = await registry.gather();
  const ofTheHost = families.filter(({ name }) => name.startsWith('node_'));
  return readPage(encodeText(ofTheHost), 'text');
}

/** The series of a family without the labels that came later, and their values. */
function seriesOf({ name, samples }: PageFamily): Map<string, number> {
  return new Map(
    samples.map(({ labels, value }) => {
      const kept = Object.entries(labels).filter(([label]) => !laterLabels.includes(label));
      return [seriesKey(name, Object.fromEntries(kept)), value];
    }),
  );
}

describe.runIf(isThere)('node_exporter on this machine', () => {
  test('shows the same families, with the same series', async () => {
    const [theirs, ours] = [await nodeExporterPage(), await ourPage()];
    const ourNames = ours.map(({ name }) => name).filter((name) => !laterFamilies.test(name));
    const theirNames = theirs.map(({ name }) => name).filter((name) => !notOurs.test(name));
    expect(ourNames.length).toBeGreaterThan(100);
    expect(ourNames).toEqual(theirNames);
    for (const their of theirs) {
      const our = ours.find(({ name }) => name === their.name);
      if (our === undefined) continue;
      const { name, type, help } = their;
      expect({ name, type: our.type, help: our.help }).toEqual({ name, type, help });
      const [ourSeries, theirSeries] = [seriesOf(our), seriesOf(their)];
      if (comeAndGo.test(name)) continue;
      if (isStable.test(name)) expect(ourSeries).toEqual(theirSeries);
      else expect([...ourSeries.keys()].toSorted()).toEqual([...theirSeries.keys()].toSorted());
    }
  });
});
