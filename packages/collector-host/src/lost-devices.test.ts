import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixtureMachine } from './fixture-machine.ts';
import { cpu0, expectLoss, lossFiles } from './loss-machine.ts';
import type { HostSourceName } from './source-list.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine(lossFiles);
});

afterEach(() => {
  machine[Symbol.dispose]();
});

const isFolder = 'EISDIR: illegal operation on a directory, read';

// The system refuses to read a folder as a file, as a driver refuses to answer, if with another error.
const refused: readonly (readonly [HostSourceName, string, RegExp, said: string | undefined])[] = [
  ['cpu', `${cpu0}/thermal_throttle/package_throttle_count`, /package_throttles/, undefined],
  ['cpufreq', `${cpu0}/cpufreq/scaling_cur_freq`, /frequency_hertz/, undefined],
  ['hwmon', 'sys/class/hwmon/hwmon0/temp1_max', /temp_max/, undefined],
  ['netclass', 'sys/class/net/eth0/speed', /speed_bytes/, undefined],
  ['netdev', 'sys/class/net/eth0/statistics/rx_nohandler', /nohandler/, undefined],
  ['powersupplyclass', 'sys/class/power_supply/BAT0/energy_now', /energy_watthour/, undefined],
  ['thermal_zone', 'sys/class/thermal/cooling_device0/cur_state', /cur_state/, undefined],
  ['thermal_zone', 'sys/class/thermal/thermal_zone0/temp', /zone_temp/, undefined],
  ['conntrack', 'proc/net/stat/nf_conntrack', /conntrack_stat/, isFolder],
  ['entropy', 'proc/sys/kernel/random/entropy_avail', /available/, isFolder],
  ['netstat', 'proc/net/netstat', /TcpExt|IpExt/, isFolder],
  ['netstat', 'proc/net/snmp', /_(?:Ip|Icmp|Tcp|Udp|UdpLite)_/, isFolder],
  ['pressure', 'proc/pressure/io', /pressure_io/, isFolder],
  ['time', 'sys/devices/system/clocksource', /clocksource/, undefined],
  ['udp_queues', 'proc/net/udp6', /"v6"/, isFolder],
  ['udp_queues', 'proc/net/udp', /"v4"/, isFolder],
];

describe('a file that cannot be read costs only what it would say', () => {
  it.each(refused)('%s without %s', async (source, path, lost, said) => {
    const change = (): void => {
      rmSync(join(machine.root, path), { recursive: true });
      mkdirSync(join(machine.root, path));
    };
    await expectLoss(machine, source, change, lost, said);
  });

  it('where it is the one that says whether a network device is up', async () => {
    const { samples } = await machine.read({ collectors: ['netclass'] });
    expect(samples['node_network_up{device="eth0"}']).toBe(1);
    rmSync(join(machine.root, 'sys/class/net/eth0/operstate'));
    mkdirSync(join(machine.root, 'sys/class/net/eth0/operstate'));
    const after = await machine.read({ collectors: ['netclass'] });
    expect(Object.keys(after.samples)).not.toContain('node_network_up{device="eth0"}');
    expect(after.samples).toMatchObject({
      'node_network_mtu_bytes{device="eth0"}': 1500,
      'node_network_speed_bytes{device="eth0"}': 125_000_000,
      'node_network_info{device="eth0",address="01:01:01:01:01:01",broadcast="",duplex="",operstate="",adminstate="up",ifalias=""}': 1,
    });
    expect(after.errors).toEqual({});
  });
});

/** A file that is read for as long as nobody writes to it. */
const pipe = 'a pipe';

describe('a device that has gone since it was listed costs nothing else', () => {
  it.each<readonly [HostSourceName, string]>([
    ['cpu', 'sys/devices/system/cpu/cpu9'],
    ['cpufreq', 'sys/devices/system/cpu/cpu9'],
    ['hwmon', 'sys/class/hwmon/hwmon9'],
    ['hwmon', 'sys/class/hwmon/hwmon0/device'],
    ['netclass', 'sys/class/net/eth9'],
    ['powersupplyclass', 'sys/class/power_supply/BAT9'],
    ['thermal_zone', 'sys/class/thermal/cooling_device9'],
    ['thermal_zone', 'sys/class/thermal/thermal_zone9'],
    ['time', 'sys/devices/system/clocksource/clocksource9'],
  ])('%s, where %s leads nowhere', async (source, path) => {
    machine.write({ [`${cpu0}/online`]: '1\n' });
    const before = await machine.read({ collectors: [source] });
    machine.link(path, 'sys/devices/gone');
    const after = await machine.read({ collectors: [source] });
    expect(Object.keys(before.samples)).not.toEqual([]);
    expect(Object.keys(after.samples)).toEqual(Object.keys(before.samples));
    expect(after.success).toEqual({ [source]: 1 });
    expect(after.errors).toEqual({});
  });

  it.each<readonly [HostSourceName, string, Readonly<Record<string, string>>]>([
    ['hwmon', 'sys/class/hwmon/hwmon1', { name: 'acpitz', temp1_input: pipe, temp2_input: '7' }],
    [
      'netclass',
      'sys/class/net/eth1',
      { ifindex: '7', flags: '0x1303', operstate: 'up', address: pipe, mtu: '9' },
    ],
    ['powersupplyclass', 'sys/class/power_supply/BAT1', { capacity: pipe, status: 'Full' }],
    ['thermal_zone', 'sys/class/thermal/thermal_zone1', { temp: pipe, type: 'x86_pkg_temp' }],
  ])('%s, where %s goes while it is read', async (source, folder, contents) => {
    const before = await machine.read({ collectors: [source] });
    const path = join(machine.root, folder);
    mkdirSync(path);
    for (const [file, content] of Object.entries(contents)) {
      if (content === pipe) execFileSync('mkfifo', [join(path, file)]);
      else machine.write({ [`${folder}/${file}`]: content });
    }
    const [awaited = ''] = Object.keys(contents).filter((file) => contents[file] === pipe);
    // Opening a pipe takes until the other end is open too: the device goes when its file is being read.
    const remove = 'exec 3> "$1/$2" && rm -r "$1" && echo 5000 >&3';
    const removal = spawn('sh', ['-c', remove, 'sh', path, awaited], { stdio: 'inherit' });
    const removed = once(removal, 'exit');
    expect(await machine.read({ collectors: [source] })).toEqual(before);
    expect(await removed).toEqual([0, null]);
  });
});

it('takes a file in the folder of network devices for none', async () => {
  const before = await machine.read({ collectors: ['netclass'] });
  machine.write({ 'sys/class/net/notes': '' });
  expect(await machine.read({ collectors: ['netclass'] })).toEqual(before);
});

it('leaves out a network device that is not ready yet, or not any more, some of whose files refuse to be read', async () => {
  const before = await machine.read({ collectors: ['netclass'] });
  machine.write({ 'sys/class/net/eth1/ifindex': '7', 'sys/class/net/eth1/flags/refused': '' });
  expect(await machine.read({ collectors: ['netclass'] })).toEqual(before);
  rmSync(join(machine.root, 'sys/class/net/eth1/flags'), { recursive: true });
  expect(await machine.read({ collectors: ['netclass'] })).toEqual(before);
  rmSync(join(machine.root, 'sys/class/net/eth1/ifindex'));
  machine.write({ 'sys/class/net/eth1/flags': '0x1303', 'sys/class/net/eth1/ifindex/refused': '' });
  expect(await machine.read({ collectors: ['netclass'] })).toEqual(before);
});

it('leaves out a network device that another of its name replaces while it is read', async () => {
  const before = await machine.read({ collectors: ['netclass'] });
  const path = join(machine.root, 'sys/class/net/eth1');
  machine.write({ 'sys/class/net/eth1/flags': '0x1303', 'sys/class/net/eth1/ifindex': '7' });
  execFileSync('mkfifo', [join(path, 'address')]);
  const replace = 'exec 3> "$1/address" && echo 8 > "$1/ifindex" && echo 01:02 >&3';
  const replaced = once(spawn('sh', ['-c', replace, 'sh', path], { stdio: 'inherit' }), 'exit');
  expect(await machine.read({ collectors: ['netclass'] })).toEqual(before);
  expect(await replaced).toEqual([0, null]);
});

it('says that what stands in the place of a device is none', async () => {
  const before = await machine.read({ collectors: ['hwmon'] });
  machine.write({ 'sys/class/hwmon/hwmon9': '' });
  const after = await machine.read({ collectors: ['hwmon'] });
  expect(after).toEqual({
    ...before,
    errors: { hwmon: "ENOTDIR: not a directory, scandir 'sys/class/hwmon/hwmon9'" },
  });
});

describe.skipIf(!existsSync('/sys/class/net/lo/speed'))('on this machine', () => {
  it('shows a network device whose driver refuses to tell its speed', async () => {
    expect(() => readFileSync('/sys/class/net/lo/speed')).toThrow('EINVAL');
    const { samples, success, errors } = await machine.read({
      sysRoot: '/sys',
      collectors: ['netclass'],
    });
    expect(success).toEqual({ netclass: 1 });
    expect(errors).toEqual({});
    const names = Object.keys(samples).filter((name) => name.includes('{device="lo"'));
    expect(names).toContain('node_network_mtu_bytes{device="lo"}');
    expect(names).toContain('node_network_up{device="lo"}');
    expect(names).not.toContain('node_network_speed_bytes{device="lo"}');
  });
});
