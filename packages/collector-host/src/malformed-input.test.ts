import { afterEach, beforeEach, expect, it } from 'vitest';
import { FixtureMachine } from './fixture-machine.ts';
import type { HostSourceName } from './source-list.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine({ 'proc/loadavg': '0.21 0.37 0.39 1/719 19737\n' });
});

afterEach(() => {
  machine[Symbol.dispose]();
});

const cases: readonly [HostSourceName, string, string, string][] = [
  [
    'arp',
    'proc/net/arp',
    'IP\n1.2.3.4 0x1\n',
    'a line is "1.2.3.4 0x1", expected an address and its device.',
  ],
  [
    'cpu',
    'proc/stat',
    'cpu  1 2 3 4\ncpu0 1 2 x 4\n',
    'column 3 of a processor is "x", expected a number.',
  ],
  [
    'cpu',
    'proc/stat',
    'cpu  1 2 3\ncpu0 1 2 3\n',
    'column 4 of a processor is missing, expected a number.',
  ],
  ['cpu', 'proc/stat', 'cpu  1 2 3 4\nintr 1\n', 'there is no line of a processor.'],
  [
    'diskstats',
    'proc/diskstats',
    '8 0 sda 1 2 3\n',
    'a line is "8 0 sda 1 2 3", expected the numbers of a device and 11 others.',
  ],
  [
    'diskstats',
    'proc/diskstats',
    '8 0 sda 1 2 3 4 5 6 7 8 9 10 -\n',
    'column 14 is "-", expected a number.',
  ],
  ['filefd', 'proc/sys/fs/file-nr', '1024 0\n', 'field 3 is missing, expected a number.'],
  [
    'filesystem',
    'proc/1/mountinfo',
    '22 27 0:21 / /data rw\n',
    'a line is "22 27 0:21 / /data rw", expected a mount.',
  ],
  ['softirqs', 'proc/softirqs', '\n', 'there is no column of a processor.'],
  ['softirqs', 'proc/softirqs', 'CPU0 CPU1\nHI: 1\n', 'HI is missing, expected a number.'],
  ['softirqs', 'proc/softirqs', 'CPU0\nHI 1\n', 'a line is "HI 1", expected a kind.'],
  [
    'tcpstat',
    'proc/net/tcp',
    'sl\n 0: 00:00 00:00 0A\n',
    'a line is " 0: 00:00 00:00 0A", expected a connection.',
  ],
  ['interrupts', 'proc/interrupts', '\n', 'there is no column of a processor.'],
  [
    'interrupts',
    'proc/interrupts',
    ' CPU0 CPU1\n 24: 1 x IO-APIC 5-edge\n',
    '24 is "x", expected a number.',
  ],
  [
    'kernel_hung',
    'proc/sys/kernel/hung_task_detect_count',
    '-',
    'the value is "-", expected a number.',
  ],
  [
    'meminfo',
    'proc/meminfo',
    'MemTotal 1 kB\n',
    'a line is "MemTotal 1 kB", expected a field and its value.',
  ],
  ['meminfo', 'proc/meminfo', 'MemTotal: 1x kB\n', 'MemTotal is "1x", expected a number.'],
  ['netdev', 'proc/net/dev', '\n\na\nb\neth0 1\n', 'a line is "eth0 1", expected a device.'],
  [
    'netdev',
    'proc/net/dev',
    'a\nb\neth0: 1\n',
    'eth0 receive_packets is missing, expected a number.',
  ],
  [
    'netstat',
    'proc/net/netstat',
    'TcpExt: ListenDrops\nIpExt: 1\n',
    'line 2 is not the values of line 1.',
  ],
  [
    'netstat',
    'proc/net/netstat',
    'TcpExt: A ListenDrops\nTcpExt: 1\n',
    'TcpExtListenDrops is missing, expected a number.',
  ],
  ['pressure', 'proc/pressure/cpu', 'full avg10=0.00 total=0\n', 'there is no line "some".'],
  ['processes', 'proc/7/stat', '7 (a)', 'there is no state.'],
  ['processes', 'proc/7/stat', '7 (a) R 1', 'num_threads is missing, expected a number.'],
  [
    'schedstat',
    'proc/schedstat',
    'cpu0 1 2 3 4 5 6 7\n',
    'column 9 is missing, expected a number.',
  ],
  [
    'sockstat',
    'proc/net/sockstat',
    'TCP: inuse\n',
    'a line is "TCP: inuse", expected a protocol and pairs.',
  ],
  [
    'softnet',
    'proc/net/softnet_stat',
    '0000000g 0 0 0 0 0 0 0 0\n',
    'column 1 is "0000000g", expected a hexadecimal number.',
  ],
  [
    'thermal_zone',
    'sys/class/thermal/thermal_zone0/temp',
    'hot\n',
    'the value is "hot", expected a number.',
  ],
  [
    'udp_queues',
    'proc/net/udp',
    'sl\n0: a b c 00000000\n',
    'rx_queue is missing, expected a hexadecimal number.',
  ],
  ['vmstat', 'proc/vmstat', 'pgpgin\n', 'pgpgin is missing, expected a number.'],
];

/** What a source needs besides, so that it gets as far as the file of the case. */
const besides: Readonly<Partial<Record<HostSourceName, Readonly<Record<string, string>>>>> = {
  netstat: { 'proc/net/snmp': '' },
  pressure: { 'proc/pressure/io': '', 'proc/pressure/memory': '' },
};

it.each(cases)(
  '%s fails and says what is wrong with %s where that is %j, and there is nothing else',
  async (source, file, content, problem) => {
    machine.write({ ...besides[source], [file]: content });
    const { samples, success, errors } = await machine.read({ collectors: [source, 'loadavg'] });
    expect(errors).toEqual({ [source]: `${file}: ${problem}` });
    expect(success).toEqual({ [source]: 0, loadavg: 1 });
    expect(samples).toEqual({ node_load1: 0.21, node_load5: 0.37, node_load15: 0.39 });
  },
);

it.each(['', '0.1 0.2', '0.1 0.2 none 1/2 3'])(
  'a loadavg of %j is refused as a whole',
  async (text) => {
    machine.write({ 'proc/loadavg': text });
    const { samples, success } = await machine.read({ collectors: ['loadavg'] });
    expect(success).toEqual({ loadavg: 0 });
    expect(samples).toEqual({});
  },
);
