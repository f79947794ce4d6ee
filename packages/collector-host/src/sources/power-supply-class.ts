import { existsSync, readdirSync } from 'node:fs';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumberIfAny } from '../kernel-text.ts';
import { unlessGone } from '../left-out.ts';
import { readSlowAttribute } from '../slow-attribute.ts';

const micro = 1e6;
const deci = 10;

/** The file of each metric, where that is called otherwise, and what its values are divided by. */
const heads: readonly (readonly [file: string, name: string, divisor: number])[] = [
  ...['authentic', 'calibrate', 'capacity', 'capacity_alert_max', 'capacity_alert_min'].map(asIs),
  ['cycle_count', 'cyclecount', 1],
  ...['online', 'present'].map(asIs),
  ['time_to_empty_now', 'time_to_empty_seconds', 1],
  ['time_to_full_now', 'time_to_full_seconds', 1],
  ['current_now', 'current_ampere', micro],
  ['energy_now', 'energy_watthour', micro],
  ['voltage_now', 'voltage_volt', micro],
  ['charge_now', 'charge_ampere', micro],
  ['power_now', 'power_watt', micro],
  ...[
    ...['current_boot', 'current_max'],
    ...['energy_empty', 'energy_empty_design', 'energy_full', 'energy_full_design'],
    ...['voltage_boot', 'voltage_max', 'voltage_max_design', 'voltage_min', 'voltage_min_design'],
    ...['voltage_ocv', 'charge_control_limit', 'charge_control_limit_max', 'charge_counter'],
    ...['charge_empty', 'charge_empty_design', 'charge_full', 'charge_full_design'],
    ...['charge_term_current', 'constant_charge_current', 'constant_charge_current_max'],
    ...['constant_charge_voltage', 'constant_charge_voltage_max', 'precharge_current'],
    'input_current_limit',
  ].map((file) => [file, file, micro] as const),
  ...[
    ...['temp', 'temp_alert_max', 'temp_alert_min', 'temp_ambient', 'temp_ambient_max'],
    ...['temp_ambient_min', 'temp_max', 'temp_min'],
  ].map((file) => [file, `${file}_celsius`, deci] as const),
];

const infoFiles = [
  ...['capacity_level', 'charge_type', 'health', 'manufacturer', 'model_name', 'scope'],
  ...['serial_number', 'status', 'technology', 'type', 'usb_type'],
];

function asIs(file: string): readonly [string, string, number] {
  return [file, file, 1];
}

/** `/sys/class/power_supply/`: batteries, mains and chargers. What one does not have is left out. */
export function powerSupplyClass({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/class/power_supply`;
  const metrics = heads.map(([file, name, divisor]) => ({
    file,
    divisor,
    rows: new FamilyRows({
      name: `node_power_supply_${name}`,
      help: `${name} value of /sys/class/power_supply/<power_supply>.`,
      type: 'gauge',
      labelNames: ['power_supply'],
    }),
  }));
  const info = new FamilyRows({
    name: 'node_power_supply_info',
    help: 'info of /sys/class/power_supply/<power_supply>.',
    type: 'gauge',
    labelNames: ['power_supply', ...infoFiles],
  });
  const families = [...metrics.map(({ rows }) => rows), info];
  const shown = new Set([...heads.map(([file]) => file), ...infoFiles]);
  return async (buf, signal, leaveOut) => {
    const supplies = new Map<string, Map<string, string>>();
    for (const supply of readdirSync(folder)) {
      const path = `${folder}/${supply}`;
      const texts = new Map<string, string>();
      for (const file of unlessGone(leaveOut, () => readdirSync(path)) ?? []) {
        if (!shown.has(file)) continue;
        const text = await readSlowAttribute(`${path}/${file}`);
        signal.throwIfAborted();
        if (text !== undefined) texts.set(file, text);
      }
      // One that went while it was read is left out: what was read of it is not all.
      if (texts.size > 0 && existsSync(path)) supplies.set(supply, texts);
    }
    for (const family of families) family.clear();
    for (const [supply, texts] of supplies) {
      for (const { file, divisor, rows } of metrics) {
        const text = texts.get(file);
        if (text === undefined) continue;
        const path = `${folder}/${supply}/${file}`;
        const value = kernelNumberIfAny(text, path, 'the value', leaveOut);
        if (value !== undefined) rows.add([supply], value / divisor);
      }
      info.add([supply, ...infoFiles.map((file) => texts.get(file) ?? '')], 1);
    }
    for (const family of families) family.appendTo(buf);
  };
}
