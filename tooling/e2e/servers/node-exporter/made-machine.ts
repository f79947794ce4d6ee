import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Roots } from './exporters.ts';

type Files = Readonly<Record<string, string | number>>;

/** Four processors on two cores of two packages each. */
const processors: Readonly<Record<string, Files>> = Object.fromEntries(
  [0, 1, 0, 1].flatMap((core, cpu): [string, Files][] => [
    [`sys/devices/system/cpu/cpu${cpu}/topology`, { physical_package_id: cpu >> 1, core_id: core }],
    [
      `sys/devices/system/cpu/cpu${cpu}/thermal_throttle`,
      { core_throttle_count: 10 + cpu, package_throttle_count: 30 + cpu },
    ],
    [
      `sys/devices/system/cpu/cpu${cpu}/cpufreq`,
      {
        cpuinfo_cur_freq: 1699981,
        cpuinfo_max_freq: 3700000,
        cpuinfo_min_freq: 800000,
        cpuinfo_transition_latency: 0,
        related_cpus: cpu,
        scaling_available_governors: 'performance powersave',
        scaling_cur_freq: 1699981 + cpu,
        scaling_driver: 'intel_pstate',
        scaling_governor: 'powersave',
        scaling_max_freq: 3700000,
        scaling_min_freq: 800000,
        scaling_setspeed: '<unsupported>',
      },
    ],
  ]),
);

/** Hardware that few machines have, and no virtual one: what a folder holds, by its files. */
const folders: Readonly<Record<string, Files>> = {
  'sys/devices/platform/coretemp.0/hwmon/hwmon0': {
    name: 'coretemp',
    temp1_input: 55000,
    temp1_crit: 100000,
    temp1_crit_alarm: 0,
    temp1_crit_hyst: 95000,
    temp1_max: 84000,
    temp1_label: 'package_id_0',
    temp2_input: 50032,
    fan1_input: 1098,
    fan1_min: 0,
    fan1_alarm: 1,
    in0_input: 1248,
    curr1_input: 8,
    power1_average: 21500000,
    power1_average_interval: 300,
    power2_accuracy: 50000,
    energy1_input: 7500001,
    humidity1_input: 41000,
    pwm1: 128,
    pwm1_enable: 2,
    beep_enable: 1,
    update_interval: 1000,
    vrm: 90,
  },
  'sys/class/hwmon/hwmon1': { name: 'acpitz', temp1_input: 27800 },
  'sys/class/power_supply/AC': { online: 0, type: 'Mains' },
  'sys/class/power_supply/BAT0': {
    capacity: 81,
    capacity_level: 'Normal',
    cycle_count: 12,
    energy_full: 45070000,
    energy_now: 36580000,
    manufacturer: 'LGC',
    model_name: 'LNV-45N1',
    power_now: 4830000,
    present: 1,
    serial_number: '38109',
    status: 'Discharging',
    technology: 'Li-ion',
    temp: 241,
    time_to_empty_now: 8700,
    type: 'Battery',
    voltage_min_design: 10800000,
    voltage_now: 12229000,
  },
  'sys/class/thermal/thermal_zone0': { temp: 12376, type: 'cpu-thermal', policy: 'step_wise' },
  'sys/class/thermal/cooling_device0': { type: 'Processor', cur_state: 1, max_state: 3 },
  ...processors,
  proc: {
    diskstats:
      '8 0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n253 0 dm-0 1 2 3 4 5 6 7 8 9 10 11',
    stat: [
      'cpu  4 8 12 16 20 24 28 32 36 40',
      ...[0, 1, 2, 3].map((cpu) => `cpu${cpu} 1 2 3 4 5 6 7 8 9 10`),
      'intr 1\nctxt 2\nbtime 3\nprocesses 4\nprocs_running 5\nprocs_blocked 6',
    ].join('\n'),
  },
  udev: {
    'b8:0':
      'E:ID_ATA=1\nE:ID_ATA_WRITE_CACHE=1\nE:ID_ATA_WRITE_CACHE_ENABLED=0\nE:ID_MODEL=TOSHIBA\n' +
      'E:ID_ATA_ROTATION_RATE_RPM=7200\nE:ID_PATH=pci-0000:00:1f.2-ata-1\nE:ID_WWN=0x5000\n' +
      'E:ID_SERIAL=TOSHIBA_X\nE:ID_SERIAL_SHORT=X\nE:ID_REVISION=VM85',
    'b253:0': 'E:DM_NAME=vg-root\nE:DM_UUID=LVM-1\nE:DM_VG_NAME=vg\nE:DM_LV_NAME=root',
  },
};

const links: Readonly<Record<string, string>> = {
  'sys/class/hwmon/hwmon0': 'sys/devices/platform/coretemp.0/hwmon/hwmon0',
  'sys/devices/platform/coretemp.0/hwmon/hwmon0/device': 'sys/devices/platform/coretemp.0',
};

/** The sources that have something to read there. */
export const madeSources = [
  'cpu',
  'cpufreq',
  'diskstats',
  'hwmon',
  'powersupplyclass',
  'stat',
  'thermal_zone',
] as const;

/** Writes the files of a machine with much hardware into a temporary folder, which is removed when it is disposed. */
export async function makeMachine(): Promise<Roots & AsyncDisposable> {
  const root = await mkdtemp(join(tmpdir(), 'telltale-machine-'));
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(join(root, folder), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(root, folder, file), `${content}\n`);
    }
  }
  for (const [from, to] of Object.entries(links)) {
    await mkdir(dirname(join(root, from)), { recursive: true });
    await symlink(join(root, to), join(root, from));
  }
  return {
    procRoot: join(root, 'proc'),
    sysRoot: join(root, 'sys'),
    udevData: join(root, 'udev'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}
