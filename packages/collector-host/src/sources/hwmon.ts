import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { hwmonMetric, hwmonName, sensorKinds } from '../hwmon-metric.ts';
import { isGone } from '../left-out.ts';
import { readSlowAttribute } from '../slow-attribute.ts';
import { readRareAttribute } from '../sys-attribute.ts';

/** `temp1_input` is the element `input` of the first sensor of the kind `temp`. */
const sensorFile = /^(?<kind>\D+)(?<number>\d*)(?:_(?<element>.+))?$/;

interface Sensor {
  readonly kind: string;
  /** What the file of each element says; `''` is the file without one. */
  readonly elements: Map<string, string>;
}

interface Chip {
  readonly chip: string;
  /** What its driver calls it; empty where it says nothing. */
  readonly chipName: string;
  readonly sensors: ReadonlyMap<string, Sensor>;
}

/** `/sys/class/hwmon/`: temperatures, fans, voltages and whatever else a chip measures. */
export function hwmon({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/class/hwmon`;
  const chipNames = new FamilyRows({
    name: 'node_hwmon_chip_names',
    help: 'Annotation metric for human-readable chip names',
    type: 'gauge',
    labelNames: ['chip', 'chip_name'],
  });
  const sensorLabels = new FamilyRows({
    name: 'node_hwmon_sensor_label',
    help: 'Label for given chip and sensor',
    type: 'gauge',
    labelNames: ['chip', 'sensor', 'label'],
  });
  const families = new Map([
    ['chip names', chipNames],
    ['sensor labels', sensorLabels],
  ]);
  const addSensor = (chip: string, name: string, { kind, elements }: Sensor): void => {
    const label = elements.get('label');
    if (label !== undefined) sensorLabels.add([chip, name, label], 1);
    for (const [element, text] of elements) {
      const number = text === '' ? NaN : Number(text);
      if (element === 'label' || !Number.isFinite(number)) continue;
      const { head, convert } = hwmonMetric(kind, element, elements.has(''));
      // Frequencies are told apart by what they are of, and those of nothing are not shown.
      const isFrequency = kind === 'freq' && element === 'input';
      if (isFrequency && label === undefined) continue;
      let rows = families.get(head.name);
      if (rows === undefined) families.set(head.name, (rows = new FamilyRows(head)));
      rows.add([chip, isFrequency ? hwmonName(label ?? '') : name], convert(number));
    }
  };
  return async (buf, signal, leaveOut) => {
    const chips: Chip[] = [];
    for (const entry of readdirSync(folder)) {
      const path = `${folder}/${entry}`;
      try {
        const chip = await readChip(path, signal);
        // One that went while it was read has lost its name perhaps, and would be shown as another.
        if (existsSync(path)) chips.push(chip);
      } catch (error) {
        signal.throwIfAborted();
        if (!isGone(error)) leaveOut(error);
      }
    }
    for (const family of families.values()) family.clear();
    for (const { chip, chipName, sensors } of chips) {
      if (chipName !== '') chipNames.add([chip, chipName], 1);
      for (const [name, sensor] of sensors) addSensor(chip, name, sensor);
    }
    for (const family of families.values()) family.appendTo(buf);
  };
}

async function readChip(path: string, signal: AbortSignal): Promise<Chip> {
  const chipName = hwmonName(readRareAttribute(`${path}/name`) ?? '');
  return { chip: chipOf(path, chipName), chipName, sensors: await readSensors(path, signal) };
}

/**
 * A name that is the same after the next start, unlike the number of the folder: that of the device and of what it is
 * on; without a device the name of the chip.
 */
function chipOf(path: string, chipName: string): string {
  if (existsSync(`${path}/device`)) {
    const device = realpathSync.native(`${path}/device`);
    const bus = hwmonName(basename(dirname(device)));
    const name = hwmonName(basename(device));
    if (name !== '') return bus === '' ? name : `${bus}_${name}`;
  }
  return chipName === '' ? hwmonName(basename(realpathSync.native(path))) : chipName;
}

/** Old drivers have their files at the device rather than at the chip. */
async function readSensors(path: string, signal: AbortSignal): Promise<Map<string, Sensor>> {
  const sensors = new Map<string, Sensor>();
  for (const folder of [path, `${path}/device`]) {
    if (folder !== path && !existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      const { kind = '', number, element = '' } = sensorFile.exec(file)?.groups ?? {};
      // Beside the files of sensors, power is the folder of the device's own power management.
      if (!sensorKinds.includes(kind) || file === 'power') continue;
      const text = await readSlowAttribute(`${folder}/${file}`);
      signal.throwIfAborted();
      if (text === undefined) continue;
      const name = `${kind}${Number(number)}`;
      let sensor = sensors.get(name);
      if (sensor === undefined) sensors.set(name, (sensor = { kind, elements: new Map() }));
      sensor.elements.set(element, text);
    }
  }
  return sensors;
}
