import { expect } from 'vitest';
import { machineFiles, plainFiles } from './complete-machine.ts';
import type { FixtureMachine } from './fixture-machine.ts';
import type { HostSourceName } from './source-list.ts';

/** A `/proc/stat`. */
export const twoProcessors =
  'cpu  2 2 2 2\ncpu0 1 1 1 1\ncpu1 1 1 1 1\nintr 9 1\nctxt 2\nbtime 3\nprocesses 4\n' +
  'procs_running 5\nprocs_blocked 6\nsoftirq 8 1\n';
const networkDevice = (name: string): string => `${name}:${' 1'.repeat(16)}\n`;
export const disk = (name: string): string =>
  `8 0 ${name} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n`;
const zeros = (count: number): string => Array.from({ length: count }, () => '00000000').join(' ');
export const cpu0 = 'sys/devices/system/cpu/cpu0';

/** The files of a machine on which each source has something that stays when something else is lost. */
export const lossFiles: Readonly<Record<string, string>> = {
  ...plainFiles,
  ...machineFiles,
  'proc/stat': twoProcessors,
  'proc/1/mountinfo':
    '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:17 / /data rw - ext4 /dev/sdb1 rw\n',
  'proc/diskstats': disk('sda') + disk('sdb'),
  'proc/net/dev': `\n\n${networkDevice('lo')}${networkDevice('eth0')}`.replace('\n\n', 'a\nb\n'),
  'proc/schedstat': 'cpu0 0 0 0 0 0 0 1 2 3\ncpu1 0 0 0 0 0 0 1 2 3\n',
  'proc/net/softnet_stat': `${zeros(12)} 00000000\n${zeros(12)} 00000001\n`,
  'proc/interrupts': ' CPU0 CPU1\n 0: 1 2 IO-APIC 2-edge timer\n NMI: 3 4 Non-maskable\n',
  'proc/softirqs': ' CPU0 CPU1\n HI: 1 2\n NET_RX: 3 4\n',
  'proc/net/udp6': 'sl\n0: a b c 00000001:00000002\n',
  'sys/class/net/eth0/address': '01:01:01:01:01:01\n',
  'sys/class/net/lo/operstate': 'unknown\n',
  'sys/class/net/lo/ifindex': '1\n',
  'sys/class/net/lo/flags': '0x9\n',
  'sys/class/net/lo/mtu': '65536\n',
  [`${cpu0}/topology/physical_package_id`]: '0\n',
  [`${cpu0}/topology/core_id`]: '0\n',
  [`${cpu0}/thermal_throttle/core_throttle_count`]: '1\n',
  [`${cpu0}/thermal_throttle/package_throttle_count`]: '2\n',
  'sys/class/power_supply/BAT0/capacity': '81\n',
  'sys/class/power_supply/BAT0/energy_now': '36580000\n',
  'sys/class/power_supply/BAT0/type': 'Battery\n',
  'sys/class/thermal/thermal_zone0/temp': '12376\n',
  'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
};

/**
 * Reads one source before and after the change, and compares all that it shows: gone is what matches `lost`, and nothing
 * else is another than before.
 */
export async function expectLoss(
  machine: FixtureMachine,
  source: HostSourceName,
  change: () => void,
  lost: RegExp,
  said: string | undefined,
): Promise<void> {
  const options = { collectors: [source] };
  const before = await machine.read(options);
  expect(before.success).toEqual({ [source]: 1 });
  expect(before.errors).toEqual({});
  change();
  const after = await machine.read(options);
  // The clock and free space go on.
  const momentary = /^node_(?:time_seconds|filesystem_)/;
  const kept = Object.entries(before.samples).filter(([name]) => !lost.test(name));
  expect(kept.length).toBeLessThan(Object.keys(before.samples).length);
  expect(kept).not.toEqual([]);
  expect(after.samples).toEqual(
    Object.fromEntries(
      kept.map(([name, value]) => [name, momentary.test(name) ? expect.any(Number) : value]),
    ),
  );
  expect(after.success).toEqual({ [source]: 1 });
  expect(after.errors).toEqual(said === undefined ? {} : { [source]: said });
}
