import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine();
});

afterEach(() => {
  machine[Symbol.dispose]();
});

/** Files of one folder, each with a line end, as the kernel has them. */
const files = (
  folder: string,
  contents: Readonly<Record<string, string | number>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [`${folder}/${name}`, `${content}\n`]),
  );

describe('hwmon', () => {
  const chip = 'sys/class/hwmon/hwmon0';

  const readChip = async (
    contents: Readonly<Record<string, string | number>>,
  ): Promise<Record<string, number>> => {
    machine.write(files(chip, contents));
    const { samples, errors } = await machine.read({ collectors: ['hwmon'] });
    expect(errors).toEqual({});
    return Object.fromEntries(
      Object.entries(samples).map(([name, value]) => [name.replace('chip="hwmon0",', ''), value]),
    );
  };

  it('shows each kind of sensor in its unit', async () => {
    expect(
      await readChip({
        temp1_input: 55000,
        temp1_crit: 100000,
        temp1_crit_alarm: 0,
        temp1_type: 4,
        temp1_label: 'Package id 0',
        fan1_input: 1098,
        fan1_min: 0,
        fan1_div: 8,
        fan1_alarm: 1,
        in0_input: 1248,
        curr1_input: 8,
        power1_average: 21_500_000,
        power1_average_interval: 300,
        power1_accuracy: 50_000,
        energy1_input: 7_500_000,
        humidity1_input: 41_000,
        pwm1: 128,
        pwm1_enable: 2,
        beep_enable: 1,
        intrusion0_alarm: 0,
        in0_beep: 1,
        vrm: 90,
        update_interval: 1000,
      }),
    ).toEqual({
      'node_hwmon_sensor_label{sensor="temp1",label="Package id 0"}': 1,
      'node_hwmon_temp_celsius{sensor="temp1"}': 55,
      'node_hwmon_temp_crit_celsius{sensor="temp1"}': 100,
      'node_hwmon_temp_crit_alarm_celsius{sensor="temp1"}': 0,
      'node_hwmon_temp_type{sensor="temp1"}': 4,
      'node_hwmon_fan_rpm{sensor="fan1"}': 1098,
      'node_hwmon_fan_min_rpm{sensor="fan1"}': 0,
      'node_hwmon_fan_div{sensor="fan1"}': 8,
      'node_hwmon_fan_alarm{sensor="fan1"}': 1,
      'node_hwmon_in_volts{sensor="in0"}': 1.248,
      'node_hwmon_in_beep_enabled{sensor="in0"}': 1,
      'node_hwmon_curr_amps{sensor="curr1"}': 0.008,
      'node_hwmon_power_average_watt{sensor="power1"}': 21.5,
      'node_hwmon_power_average_interval_seconds{sensor="power1"}': 0.3,
      'node_hwmon_power_accuracy{sensor="power1"}': 0.05,
      'node_hwmon_energy_joule_total{sensor="energy1"}': 7.5,
      'node_hwmon_humidity{sensor="humidity1"}': 0.041,
      'node_hwmon_pwm{sensor="pwm1"}': 128,
      'node_hwmon_pwm_enable{sensor="pwm1"}': 2,
      'node_hwmon_beep_enabled{sensor="beep_enable0"}': 1,
      'node_hwmon_intrusion_alarm{sensor="intrusion0"}': 0,
      'node_hwmon_voltage_regulator_version{sensor="vrm0"}': 90,
      'node_hwmon_update_interval_seconds{sensor="update_interval0"}': 1,
    });
  });

  it('multiplies thousandths and divides millionths, as the last digit of node_exporter has it', async () => {
    const samples = await readChip({ temp1_input: 50032, power1_input: 1_100_003 });
    expect(samples).toEqual({
      'node_hwmon_temp_celsius{sensor="temp1"}': 50032 * 0.001,
      'node_hwmon_power_watt{sensor="power1"}': 1.100003,
    });
    expect(50032 * 0.001).not.toBe(50.032);
  });

  it('tells frequencies apart by what they are of', async () => {
    expect(
      await readChip({
        freq1_input: 200_000_000,
        freq1_label: 'sclk',
        freq2_input: 96_000_000,
        freq3_input: 1_000_000,
        freq3_label: 'sclk',
      }),
    ).toEqual({
      'node_hwmon_sensor_label{sensor="freq1",label="sclk"}': 1,
      'node_hwmon_sensor_label{sensor="freq3",label="sclk"}': 1,
      'node_hwmon_freq_freq_mhz{sensor="sclk"}': 200,
    });
  });

  it('leaves out what is no number, what is no sensor, and the folder of power management', async () => {
    machine.write(files(`${chip}/power`, { async: 'disabled' }));
    expect(
      await readChip({ temp1_input: 'N/A', uevent: '', temp2_input: '', fan1_input: 5, foo1: 1 }),
    ).toEqual({ 'node_hwmon_fan_rpm{sensor="fan1"}': 5 });
  });

  it('calls a chip by its device and what that is on, else by its name, else by its folder', async () => {
    const device = 'sys/devices/platform/coretemp.0';
    machine.write({
      ...files(`${device}/hwmon/hwmon0`, { name: 'coretemp', temp1_input: 1000 }),
      ...files('sys/class/hwmon/hwmon1', { name: 'ACPI-TZ', temp1_input: 2000 }),
      ...files('sys/class/hwmon/hwmon2', { temp1_input: 3000 }),
      // An old driver has its files at the device.
      ...files(device, { temp2_input: 4000 }),
    });
    machine.link(chip, `${device}/hwmon/hwmon0`);
    machine.link(`${device}/hwmon/hwmon0/device`, device);
    expect((await machine.read({ collectors: ['hwmon'] })).samples).toEqual({
      'node_hwmon_chip_names{chip="platform_coretemp_0",chip_name="coretemp"}': 1,
      'node_hwmon_chip_names{chip="acpi_tz",chip_name="acpi_tz"}': 1,
      'node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"}': 1,
      'node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp2"}': 4,
      'node_hwmon_temp_celsius{chip="acpi_tz",sensor="temp1"}': 2,
      'node_hwmon_temp_celsius{chip="hwmon2",sensor="temp1"}': 3,
    });
  });

  it('shows one of two chips of the same name', async () => {
    machine.write({
      ...files(chip, { name: 'acpitz', temp1_input: 1000 }),
      ...files('sys/class/hwmon/hwmon1', { name: 'acpitz', temp1_input: 2000, temp2_input: 3000 }),
    });
    expect((await machine.read({ collectors: ['hwmon'] })).samples).toEqual({
      'node_hwmon_chip_names{chip="acpitz",chip_name="acpitz"}': 1,
      'node_hwmon_temp_celsius{chip="acpitz",sensor="temp1"}': 1,
      'node_hwmon_temp_celsius{chip="acpitz",sensor="temp2"}': 3,
    });
  });
});

describe('cpufreq', () => {
  const folder = 'sys/devices/system/cpu';

  it('shows what a processor can do and does, in hertz, and who decides', async () => {
    machine.write({
      ...files(`${folder}/cpu0/cpufreq`, {
        scaling_cur_freq: 1_699_981,
        scaling_min_freq: 800_000,
        scaling_max_freq: 3_700_000,
        cpuinfo_min_freq: 700_000,
        scaling_governor: 'powersave',
        scaling_available_governors: 'performance powersave',
      }),
      ...files(`${folder}/cpu10`, { uevent: '' }),
      ...files(`${folder}/cpufreq/policy0`, { scaling_cur_freq: 1 }),
    });
    expect((await machine.read({ collectors: ['cpufreq'] })).samples).toEqual({
      'node_cpu_frequency_min_hertz{cpu="0"}': 700_000_000,
      'node_cpu_scaling_frequency_hertz{cpu="0"}': 1_699_981_000,
      'node_cpu_scaling_frequency_min_hertz{cpu="0"}': 800_000_000,
      'node_cpu_scaling_frequency_max_hertz{cpu="0"}': 3_700_000_000,
      'node_cpu_scaling_governor{cpu="0",governor="performance"}': 0,
      'node_cpu_scaling_governor{cpu="0",governor="powersave"}': 1,
    });
  });

  it('leaves out a frequency that the driver does not tell', async () => {
    const frequencies = { cpuinfo_cur_freq: '<unknown>', scaling_cur_freq: 800_000 };
    machine.write(files(`${folder}/cpu0/cpufreq`, frequencies));
    expect((await machine.read({ collectors: ['cpufreq'] })).samples).toEqual({
      'node_cpu_scaling_frequency_hertz{cpu="0"}': 800_000_000,
    });
  });

  it('fails where no frequency is one', async () => {
    machine.write(files(`${folder}/cpu0/cpufreq`, { scaling_cur_freq: 'fast' }));
    const { errors, samples } = await machine.read({ collectors: ['cpufreq'] });
    expect(samples).toEqual({});
    expect(errors['cpufreq']).toBe(
      `${folder}/cpu0/cpufreq/scaling_cur_freq: the value is "fast", expected a number.`,
    );
  });
});

describe('cpu', () => {
  const folder = 'sys/devices/system/cpu';

  beforeEach(() => {
    machine.write({ 'proc/stat': 'cpu  1 1 1 1\ncpu0 1 1 1 1\nintr 1\n' });
  });

  const readTopology = async (): Promise<Record<string, number>> => {
    const { samples, errors } = await machine.read({ collectors: ['cpu'] });
    expect(errors).toEqual({});
    return Object.fromEntries(
      Object.entries(samples).filter(([name]) => !name.includes('seconds_total')),
    );
  };

  it('shows throttles once for each core and package, and which processors are online', async () => {
    for (const [cpu, core] of [0, 1, 0, 1].entries()) {
      machine.write({
        ...files(`${folder}/cpu${cpu}/topology`, { physical_package_id: 0, core_id: core }),
        ...files(`${folder}/cpu${cpu}/thermal_throttle`, {
          core_throttle_count: 10 + core,
          package_throttle_count: 30,
        }),
        ...files(`${folder}/cpu${cpu}`, { online: cpu === 3 ? 0 : 1 }),
      });
    }
    machine.write(files(folder, { isolated: '1,3-4' }));
    expect(await readTopology()).toEqual({
      'node_cpu_online{cpu="0"}': 1,
      'node_cpu_online{cpu="1"}': 1,
      'node_cpu_online{cpu="2"}': 1,
      'node_cpu_online{cpu="3"}': 0,
      'node_cpu_isolated{cpu="1"}': 1,
      'node_cpu_isolated{cpu="3"}': 1,
      'node_cpu_isolated{cpu="4"}': 1,
      'node_cpu_core_throttles_total{package="0",core="0"}': 10,
      'node_cpu_core_throttles_total{package="0",core="1"}': 11,
      'node_cpu_package_throttles_total{package="0"}': 30,
    });
  });

  it('shows none of it where the processors say nothing, or not where they are', async () => {
    machine.write({
      ...files(`${folder}/cpu0/thermal_throttle`, { core_throttle_count: 1 }),
      ...files(`${folder}/cpu0/topology`, { physical_package_id: -1, core_id: 0 }),
      ...files(`${folder}/cpu1`, { online: 1 }),
      ...files(folder, { isolated: '' }),
    });
    expect(await readTopology()).toEqual({});
  });

  it('shows all others where the list of isolated processors is none', async () => {
    machine.write(files(folder, { isolated: '1;2' }));
    const { errors, success, samples } = await machine.read({ collectors: ['cpu'] });
    expect(success).toEqual({ cpu: 1 });
    expect(samples['node_cpu_seconds_total{cpu="0",mode="user"}']).toBe(0.01);
    expect(errors['cpu']).toBe(`${folder}/isolated: it is "1;2", expected a list of processors.`);
  });
});

describe('powersupplyclass', () => {
  it('shows a battery and mains, each with what it has', async () => {
    machine.write({
      ...files('sys/class/power_supply/AC', { online: 0, type: 'Mains' }),
      ...files('sys/class/power_supply/BAT0', {
        capacity: 81,
        cycle_count: 12,
        energy_now: 36_580_000,
        voltage_now: 12_229_000,
        temp: 241,
        time_to_empty_now: 8700,
        status: 'Discharging',
        model_name: 'LNV-45N1',
        manufacturer: 'LGC ',
        uevent: 'POWER_SUPPLY_NAME=BAT0',
      }),
    });
    const info = (supply: string, has: Readonly<Record<string, string>>): string => {
      const names = [
        ...['capacity_level', 'charge_type', 'health', 'manufacturer', 'model_name', 'scope'],
        ...['serial_number', 'status', 'technology', 'type', 'usb_type'],
      ];
      const labels = names.map((name) => `${name}="${has[name] ?? ''}"`);
      return `node_power_supply_info{power_supply="${supply}",${labels.join()}}`;
    };
    expect((await machine.read({ collectors: ['powersupplyclass'] })).samples).toEqual({
      'node_power_supply_online{power_supply="AC"}': 0,
      'node_power_supply_capacity{power_supply="BAT0"}': 81,
      'node_power_supply_cyclecount{power_supply="BAT0"}': 12,
      'node_power_supply_energy_watthour{power_supply="BAT0"}': 36.58,
      'node_power_supply_voltage_volt{power_supply="BAT0"}': 12.229,
      'node_power_supply_temp_celsius{power_supply="BAT0"}': 24.1,
      'node_power_supply_time_to_empty_seconds{power_supply="BAT0"}': 8700,
      [info('AC', { type: 'Mains' })]: 1,
      [info('BAT0', { status: 'Discharging', model_name: 'LNV-45N1', manufacturer: 'LGC' })]: 1,
    });
  });

  it('shows nothing of a machine without any', async () => {
    machine.write({ 'sys/class/power_supply/.keep': '' });
    const collector = hostCollector({ ...machine.options, collectors: ['powersupplyclass'] });
    const metrics: Metric[] = [];
    await collector.collect(metrics, { signal: new AbortController().signal });
    expect(metrics.map(({ name }) => name).filter((name) => name.includes('power'))).toEqual([]);
  });
});
