import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import { pageSize } from './page-size.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine();
});

afterEach(() => {
  machine[Symbol.dispose]();
});

const netDev =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n' +
  '    lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n' +
  'eth0:17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32\n';

describe('netdev', () => {
  it('shows each column under its name, and what handlers did not take', async () => {
    machine.write({
      'proc/net/dev': netDev,
      'sys/class/net/eth0/statistics/rx_nohandler': '33\n',
    });
    const { samples, errors } = await machine.read({ collectors: ['netdev'] });
    expect(errors).toEqual({});
    expect(Object.keys(samples)).toHaveLength(33);
    expect(samples).toMatchObject({
      'node_network_receive_bytes_total{device="lo"}': 1,
      'node_network_receive_multicast_total{device="lo"}': 8,
      'node_network_transmit_bytes_total{device="lo"}': 9,
      'node_network_receive_drop_total{device="eth0"}': 20,
      'node_network_transmit_colls_total{device="eth0"}': 30,
      'node_network_transmit_carrier_total{device="eth0"}': 31,
      'node_network_transmit_compressed_total{device="eth0"}': 32,
      'node_network_receive_nohandler_total{device="eth0"}': 33,
    });
  });

  it('leaves out devices by their names, also with a pattern that remembers where it was', async () => {
    machine.write({ 'proc/net/dev': netDev });
    const options = { collectors: ['netdev'], excludeNetworkDevices: /^lo$/g } as const;
    const { samples } = await machine.read(options);
    expect(Object.keys(samples)).toHaveLength(16);
    expect(Object.keys(samples).every((name) => name.endsWith('{device="eth0"}'))).toBe(true);
  });
});

describe('netclass', () => {
  const eth0 = {
    'sys/class/net/eth0/address': '01:01:01:01:01:01\n',
    'sys/class/net/eth0/broadcast': 'ff:ff:ff:ff:ff:ff\n',
    'sys/class/net/eth0/duplex': 'full\n',
    'sys/class/net/eth0/operstate': 'up\n',
    'sys/class/net/eth0/ifalias': '\n',
    'sys/class/net/eth0/ifindex': '2\n',
    'sys/class/net/eth0/flags': '0x1303\n',
    'sys/class/net/eth0/speed': '1000\n',
    'sys/class/net/eth0/mtu': '1500\n',
    'sys/class/net/eth0/carrier_changes': '2\n',
  };

  it('shows the properties that a device has', async () => {
    machine.write({ ...eth0, 'sys/class/net/bonding_masters': 'bond0\n' });
    const { samples, errors } = await machine.read({ collectors: ['netclass'] });
    expect(errors).toEqual({});
    expect(samples).toEqual({
      'node_network_up{device="eth0"}': 1,
      'node_network_info{device="eth0",address="01:01:01:01:01:01",broadcast="ff:ff:ff:ff:ff:ff",duplex="full",operstate="up",adminstate="up",ifalias=""}': 1,
      'node_network_carrier_changes_total{device="eth0"}': 2,
      'node_network_flags{device="eth0"}': 4867,
      'node_network_iface_id{device="eth0"}': 2,
      'node_network_mtu_bytes{device="eth0"}': 1500,
      'node_network_speed_bytes{device="eth0"}': 125_000_000,
    });
  });

  it('follows the link of a device, also to another one of the same name', async () => {
    const collector = hostCollector({ ...machine.options, collectors: ['netclass'] });
    const readMtu = async (): Promise<number | undefined> => {
      const metrics: Metric[] = [];
      await collector.collect(metrics, { signal: new AbortController().signal });
      const mtu = metrics.find(({ name }) => name === 'node_network_mtu_bytes');
      return [...(mtu as Metric).snapshot().series][0]?.value as number;
    };
    machine.write({
      'sys/devices/pci0/net/eth0/ifindex': '2\n',
      'sys/devices/virtual/net/eth0/ifindex': '3\n',
      'sys/devices/pci0/net/eth0/flags': '0x1303\n',
      'sys/devices/pci0/net/eth0/mtu': '1500\n',
      'sys/devices/virtual/net/eth0/flags': '0x1303\n',
      'sys/devices/virtual/net/eth0/mtu': '9000\n',
    });
    machine.link('sys/class/net/eth0', 'sys/devices/pci0/net/eth0');
    expect(await readMtu()).toBe(1500);
    rmSync(`${machine.root}/sys/class/net/eth0`);
    machine.link('sys/class/net/eth0', 'sys/devices/virtual/net/eth0');
    expect(await readMtu()).toBe(9000);
  });

  it('tells what is down by the administrator from what has no link', async () => {
    machine.write({
      ...eth0,
      'sys/class/net/eth0/operstate': 'down\n',
      'sys/class/net/eth0/flags': '0x1302\n',
    });
    const { samples } = await machine.read({ collectors: ['netclass'] });
    expect(samples['node_network_up{device="eth0"}']).toBe(0);
    expect(Object.keys(samples).find((name) => name.includes('_info'))).toContain(
      'operstate="down",adminstate="down"',
    );
  });
});

describe('sockstat', () => {
  const v4 = 'sockets: used 229\nTCP: inuse 4 orphan 0 tw 4 alloc 17 mem 2\n';

  it('shows memory in pages and in bytes', async () => {
    machine.write({ 'proc/net/sockstat': v4, 'proc/net/sockstat6': 'TCP6: inuse 7\n' });
    const { samples } = await machine.read({ collectors: ['sockstat'] });
    expect(samples).toEqual({
      node_sockstat_sockets_used: 229,
      node_sockstat_TCP_inuse: 4,
      node_sockstat_TCP_orphan: 0,
      node_sockstat_TCP_tw: 4,
      node_sockstat_TCP_alloc: 17,
      node_sockstat_TCP_mem: 2,
      node_sockstat_TCP_mem_bytes: 2 * pageSize(),
      node_sockstat_TCP6_inuse: 7,
    });
  });

  it('does without IPv6', async () => {
    machine.write({ 'proc/net/sockstat': v4 });
    expect((await machine.read({ collectors: ['sockstat'] })).success).toEqual({ sockstat: 1 });
  });
});

describe('softnet', () => {
  const row = '00008e78 00000001 00000002 00000000 00000000 00000000 00000000 00000000 00000003';

  it('shows the columns that an old kernel has, by the place of the line', async () => {
    machine.write({ 'proc/net/softnet_stat': `${row}\n${row}\n` });
    const { samples } = await machine.read({ collectors: ['softnet'] });
    expect(samples).toEqual({
      'node_softnet_processed_total{cpu="0"}': 0x8e78,
      'node_softnet_processed_total{cpu="1"}': 0x8e78,
      'node_softnet_dropped_total{cpu="0"}': 1,
      'node_softnet_dropped_total{cpu="1"}': 1,
      'node_softnet_times_squeezed_total{cpu="0"}': 2,
      'node_softnet_times_squeezed_total{cpu="1"}': 2,
      'node_softnet_cpu_collision_total{cpu="0"}': 3,
      'node_softnet_cpu_collision_total{cpu="1"}': 3,
    });
  });

  it('takes the number of the processor from its column, as those that are offline have no line', async () => {
    machine.write({
      'proc/net/softnet_stat': `${row} 00000004 00000005 00000006 0000000a 00000000 00000000\n`,
    });
    const { samples } = await machine.read({ collectors: ['softnet'] });
    expect(samples).toMatchObject({
      'node_softnet_processed_total{cpu="10"}': 0x8e78,
      'node_softnet_received_rps_total{cpu="10"}': 4,
      'node_softnet_flow_limit_count_total{cpu="10"}': 5,
      'node_softnet_backlog_len{cpu="10"}': 6,
    });
  });
});

describe('arp', () => {
  it('counts the entries of each device, and shows nothing where there are none', async () => {
    const header =
      'IP address       HW type     Flags       HW address            Mask     Device\n';
    machine.write({ 'proc/net/arp': header });
    expect((await machine.read({ collectors: ['arp'] })).samples).toEqual({});
    const line = (device: string): string =>
      `192.0.2.1        0x1         0x2         cc:aa:dd:ee:aa:bb     *        ${device}\n`;
    machine.write({ 'proc/net/arp': header + line('eth0') + line('eth1') + line('eth0') });
    expect((await machine.read({ collectors: ['arp'] })).samples).toEqual({
      'node_arp_entries{device="eth0"}': 2,
      'node_arp_entries{device="eth1"}': 1,
    });
  });
});

describe('udp_queues', () => {
  it('adds up the queues of all sockets', async () => {
    const header =
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n';
    machine.write({
      'proc/net/udp':
        header +
        '    0: 0A000005:0016 00000000:0000 0A 00000015:00000001 00:00000000 00000000  0\n' +
        '    1: 00000000:0016 00000000:0000 0A 0000000A:00000000 00:00000000 00000000  0\n',
    });
    const v4 = {
      'node_udp_queues{queue="tx",ip="v4"}': 31,
      'node_udp_queues{queue="rx",ip="v4"}': 1,
    };
    expect((await machine.read({ collectors: ['udp_queues'] })).samples).toEqual(v4);
    machine.write({ 'proc/net/udp6': header });
    expect((await machine.read({ collectors: ['udp_queues'] })).samples).toEqual({
      ...v4,
      'node_udp_queues{queue="tx",ip="v6"}': 0,
      'node_udp_queues{queue="rx",ip="v6"}': 0,
    });
  });
});

describe('conntrack', () => {
  it('adds up the columns of all processors, by their names', async () => {
    machine.write({
      'proc/sys/net/netfilter/nf_conntrack_count': '123\n',
      'proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
      'proc/net/stat/nf_conntrack':
        'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n' +
        '0000007b 00000000 00000001 00000000 00000003 00000588 00000000 00000000 00000002 00000000 00000000 00000000 00000003 00000000 00000000 00000000 00000000\n' +
        '0000007b 00000000 0000000a 00000000 00000002 000056a4 00000000 00000000 00000000 00000004 00000005 00000006 0000001a 00000000 00000000 00000000 00000007\n',
    });
    expect((await machine.read({ collectors: ['conntrack'] })).samples).toEqual({
      node_nf_conntrack_entries: 123,
      node_nf_conntrack_entries_limit: 65_536,
      node_nf_conntrack_stat_found: 11,
      node_nf_conntrack_stat_invalid: 5,
      node_nf_conntrack_stat_ignore: 23_596,
      node_nf_conntrack_stat_insert: 2,
      node_nf_conntrack_stat_insert_failed: 4,
      node_nf_conntrack_stat_drop: 5,
      node_nf_conntrack_stat_early_drop: 6,
      node_nf_conntrack_stat_search_restart: 7,
    });
  });
});

describe('tcpstat', () => {
  const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n';

  it('counts connections of both kinds by state, and what waits in their queues', async () => {
    machine.write({
      'proc/net/tcp':
        `${header}   0: 0500000A:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n` +
        '   1: 00000000:0016 00000000:0000 0A 00000015:00000001 00:00000000 00000000     0\n' +
        '  20: 0500000A:0016 0202000A:8B6B 01 00000001:00000000 02:000AC99B 00000000     0\n',
      'proc/net/tcp6': `${header}   0: 0000:0016 0000:0000 0A 00000000:00000001 00:00000000 00000000     0\n`,
    });
    expect((await machine.read({ collectors: ['tcpstat'] })).samples).toEqual({
      'node_tcp_connection_states{state="established"}': 1,
      'node_tcp_connection_states{state="listen"}': 3,
      'node_tcp_connection_states{state="rx_queued_bytes"}': 2,
      'node_tcp_connection_states{state="tx_queued_bytes"}': 22,
    });
  });

  it('shows nothing of a machine without connections, and none of IPv6 where that is not there', async () => {
    machine.write({ 'proc/net/tcp': header });
    const { samples, success } = await machine.read({ collectors: ['tcpstat'] });
    expect({ samples, success }).toEqual({ samples: {}, success: { tcpstat: 1 } });
  });
});

describe('netstat', () => {
  it('shows the fields that are asked for', async () => {
    machine.write({
      'proc/net/netstat': 'IpExt: InOctets OutOctets\nIpExt: 1 2\n',
      'proc/net/snmp': 'Tcp: MaxConn CurrEstab\nTcp: -1 3\n',
      'proc/net/snmp6': 'Udp6InErrors 4\n',
    });
    const netstatFields = /^(?:Tcp_MaxConn|Udp6_.*)$/;
    const { samples } = await machine.read({ collectors: ['netstat'], netstatFields });
    expect(samples).toEqual({ node_netstat_Tcp_MaxConn: -1, node_netstat_Udp6_InErrors: 4 });
  });
});
