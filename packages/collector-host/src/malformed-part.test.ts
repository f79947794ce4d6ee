import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import { cpu0, disk, expectLoss, lossFiles, twoProcessors } from './loss-machine.ts';
import type { HostSourceName } from './source-list.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine(lossFiles);
});

afterEach(() => {
  machine[Symbol.dispose]();
});

type Case = readonly [
  source: HostSourceName,
  file: string,
  from: string | RegExp,
  to: string,
  lost: RegExp,
  said: string,
];

const broken: readonly Case[] = [
  ['stat', 'proc/stat', 'btime 3\n', '', /boot_time/, 'there is no line "btime".'],
  ['stat', 'proc/stat', 'btime 3', 'btime x', /boot_time/, 'btime is "x", expected a number.'],
  ['stat', 'proc/stat', 'intr 9 1\n', '', /intr_total/, 'there is no line "intr".'],
  [
    'cpu',
    'proc/stat',
    'cpu1 1 1',
    'cpu1 1 x',
    /cpu="1"/,
    'column 2 of a processor is "x", expected a number.',
  ],
  [
    'cpu',
    'proc/stat',
    'cpu0 1 1 1 1',
    'cpu0 1 1 1',
    /seconds_total\{cpu="0"/,
    'column 4 of a processor is missing, expected a number.',
  ],
  [
    'cpu',
    `${cpu0}/thermal_throttle/core_throttle_count`,
    '1',
    'x',
    /core_throttles/,
    'the value is "x", expected a number.',
  ],
  [
    'cpufreq',
    `${cpu0}/cpufreq/scaling_cur_freq`,
    '1699981',
    'fast',
    /frequency_hertz/,
    'the value is "fast", expected a number.',
  ],
  [
    'conntrack',
    'proc/sys/net/netfilter/nf_conntrack_count',
    '123',
    'many',
    /conntrack_entries$/,
    'the value is "many", expected a number.',
  ],
  [
    'conntrack',
    'proc/net/stat/nf_conntrack',
    'early_drop',
    'later_drop',
    /early_drop/,
    'there is no column "early_drop".',
  ],
  [
    'diskstats',
    'proc/diskstats',
    '8 0 sda 1',
    '8 0 sda x',
    /"sda"/,
    'column 4 is "x", expected a number.',
  ],
  [
    'diskstats',
    'proc/diskstats',
    disk('sda'),
    '8 0 sda 1 2 3\n',
    /"sda"/,
    'a line is "8 0 sda 1 2 3", expected the numbers of a device and 11 others.',
  ],
  [
    'entropy',
    'proc/sys/kernel/random/poolsize',
    '256',
    '',
    /pool_size/,
    'the value is "", expected a number.',
  ],
  [
    'filesystem',
    'proc/1/mountinfo',
    'rw - ext4 /dev/sdb1 rw',
    'rw',
    /sdb1/,
    'a line is "2 1 8:17 / /data rw", expected a mount.',
  ],
  [
    'interrupts',
    'proc/interrupts',
    'NMI: 3 4',
    'NMI: 3 x',
    /type="NMI"/,
    'NMI is "x", expected a number.',
  ],
  [
    'interrupts',
    'proc/interrupts',
    'NMI: 3 4 Non-maskable',
    'NMI',
    /type="NMI"/,
    'a line is " NMI", expected a kind.',
  ],
  [
    'softirqs',
    'proc/softirqs',
    'HI: 1 2',
    'HI: 1',
    /type="HI"/,
    'HI is missing, expected a number.',
  ],
  [
    'softirqs',
    'proc/softirqs',
    'HI: 1 2',
    'HI 1 2',
    /type="HI"/,
    'a line is " HI 1 2", expected a kind.',
  ],
  [
    'meminfo',
    'proc/meminfo',
    'MemFree: 1 kB',
    'MemFree: 1x kB',
    /MemFree/,
    'MemFree is "1x", expected a number.',
  ],
  [
    'meminfo',
    'proc/meminfo',
    'MemFree: 1 kB',
    'MemFree 1 kB',
    /MemFree/,
    'a line is "MemFree 1 kB", expected a field and its value.',
  ],
  [
    'netclass',
    'sys/class/net/eth0/mtu',
    '1500',
    'wide',
    /mtu_bytes\{device="eth0"/,
    'the value is "wide", expected a number.',
  ],
  [
    'netdev',
    'proc/net/dev',
    'lo: 1',
    'lo: x',
    /"lo"/,
    'lo receive_bytes is "x", expected a number.',
  ],
  [
    'netdev',
    'proc/net/dev',
    'lo:',
    'lo',
    /"lo"/,
    `a line is "lo${' 1'.repeat(16)}", expected a device.`,
  ],
  [
    'netdev',
    'sys/class/net/eth0/statistics/rx_nohandler',
    '0',
    'x',
    /nohandler/,
    'the value is "x", expected a number.',
  ],
  [
    'netstat',
    'proc/net/snmp',
    /^Tcp: 0 0/m,
    'Tcp: 0 x',
    /Tcp_ActiveOpens/,
    'TcpActiveOpens is "x", expected a number.',
  ],
  ['netstat', 'proc/net/snmp', /^Udp: 0.*\n/m, '', /_Udp_/, 'line 8 is not the values of line 7.'],
  ['pressure', 'proc/pressure/io', /^full.*\n/m, '', /io_stalled/, 'there is no line "full".'],
  [
    'pressure',
    'proc/pressure/io',
    /some(.*)total=1/,
    'some$1total=-',
    /io_waiting/,
    'total of "some" is "-", expected a number.',
  ],
  [
    'processes',
    'proc/sys/kernel/pid_max',
    '32768',
    'x',
    /max_processes/,
    'the value is "x", expected a number.',
  ],
  [
    'powersupplyclass',
    'sys/class/power_supply/BAT0/capacity',
    '81',
    'full',
    /capacity\{/,
    'the value is "full", expected a number.',
  ],
  [
    'schedstat',
    'proc/schedstat',
    'cpu1 0 0 0 0 0 0 1 2 3',
    'cpu1 0 0 0 0 0 0 1 2',
    /cpu="1"/,
    'column 10 is missing, expected a number.',
  ],
  [
    'sockstat',
    'proc/net/sockstat',
    'UDP: inuse 0 mem 0',
    'UDP: inuse 0 mem',
    /_UDP_/,
    'a line is "UDP: inuse 0 mem", expected a protocol and pairs.',
  ],
  [
    'sockstat',
    'proc/net/sockstat',
    'TCP: inuse 11',
    'TCP: inuse x',
    /TCP_inuse/,
    'TCP inuse is "x", expected a number.',
  ],
  [
    'softnet',
    'proc/net/softnet_stat',
    /^00000000/,
    '0000000g',
    /cpu="0"/,
    'column 1 is "0000000g", expected a hexadecimal number.',
  ],
  [
    'softnet',
    'proc/net/softnet_stat',
    / 00000001\n$/,
    '\n',
    /cpu="1"/,
    'line 2 has 12 columns, others 13.',
  ],
  [
    'thermal_zone',
    'sys/class/thermal/thermal_zone0/temp',
    '12376',
    'hot',
    /zone_temp/,
    'the value is "hot", expected a number.',
  ],
  [
    'udp_queues',
    'proc/net/udp6',
    '00000001:',
    '',
    /"v6"/,
    'rx_queue is missing, expected a hexadecimal number.',
  ],
  [
    'vmstat',
    'proc/vmstat',
    'pgpgin 1',
    'pgpgin',
    /pgpgin/,
    'pgpgin is missing, expected a number.',
  ],
];

describe('what is malformed costs only what is made of it, and is told', () => {
  it.each(broken)('%s, where %s has %j as %j', async (source, file, from, to, lost, said) => {
    const text = lossFiles[file] as string;
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    await expectLoss(
      machine,
      source,
      () => machine.write({ [file]: changed }),
      lost,
      `${file}: ${said}`,
    );
  });
});

it('holds back the times of a processor over a reading in which its line is broken', async () => {
  const metrics: Metric[][] = [];
  const collector = hostCollector({ ...machine.options, collectors: ['cpu'] });
  for (const line of ['cpu1 1 1 1 9', 'cpu1 1 1 1 x', 'cpu1 1 1 1 8']) {
    machine.write({ 'proc/stat': twoProcessors.replace('cpu1 1 1 1 1', line) });
    const buf: Metric[] = [];
    await collector.collect(buf, { signal: new AbortController().signal });
    metrics.push(buf);
  }
  const idle = metrics.map(([seconds]) => {
    const series = [...(seconds as Metric).snapshot().series];
    return series.find(({ labels }) => labels['cpu'] === '1' && labels['mode'] === 'idle')?.value;
  });
  expect(idle).toEqual([0.09, undefined, 0.09]);
});

it('does not say of a network device whose flags are none that it is down', async () => {
  machine.write({ 'sys/class/net/eth0/flags': 'none\n' });
  const { samples } = await machine.read({ collectors: ['netclass'] });
  const states = Object.keys(samples).map((name) => /"eth0".*adminstate="(\w+)"/.exec(name)?.[1]);
  expect(states.filter((state) => state !== undefined)).toEqual(['unknown']);
  expect(samples['node_network_speed_bytes{device="eth0"}']).toBe(125_000_000);
});
