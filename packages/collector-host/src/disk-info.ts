import { existsSync, readdirSync } from 'node:fs';
import type { Metric } from '@telltale/model';
import { FamilyRows } from './family-rows.ts';
import type { HostSettings } from './host-source.ts';
import { linesOf, readKernelTextIfAny } from './kernel-text.ts';
import { unlessGone, type LeaveOut } from './left-out.ts';
import { readRareAttribute } from './sys-attribute.ts';

/** What udev wrote down of a device, by the names of udevadm(8). */
type Properties = ReadonlyMap<string, string>;

const ataMetrics = [
  ['ID_ATA_WRITE_CACHE', 'write_cache', 'ATA disk has a write cache.'],
  ['ID_ATA_WRITE_CACHE_ENABLED', 'write_cache_enabled', 'ATA disk has its write cache enabled.'],
  ['ID_ATA_ROTATION_RATE_RPM', 'rotation_rate_rpm', 'ATA disk rotation rate in RPMs (0 for SSDs).'],
] as const;

function info(name: string, help: string, labels: readonly string[]): FamilyRows {
  const labelNames = ['device', ...labels];
  return new FamilyRows({ name: `node_disk_${name}`, help, type: 'gauge', labelNames });
}

/** What disks are: their model, their serial number, what lies on them and below them. Of all it takes udev to know. */
export class DiskInfo {
  readonly #sysRoot: string;
  readonly #udevData: string;
  readonly #disks = info('info', 'Info of /sys/block/<block_device>.', [
    ...['major', 'minor', 'path', 'wwn', 'model', 'serial', 'revision', 'rotational'],
  ]);
  readonly #fileSystems = info('filesystem_info', 'Info about disk filesystem.', [
    ...['type', 'usage', 'uuid', 'version'],
  ]);
  readonly #mapped = info('device_mapper_info', 'Info about disk device mapper.', [
    ...['name', 'uuid', 'vg_name', 'lv_name', 'lv_layer'],
  ]);
  readonly #backing = info(
    'device_mapper_backing_device_info',
    'Info about the underlying block devices of a device mapper device.',
    ['backing_device'],
  );
  readonly #ata = ataMetrics.map(([property, name, help]) => ({
    property,
    rows: info(`ata_${name}`, help, []),
  }));
  readonly #families: readonly FamilyRows[];

  constructor({ sysRoot, udevData }: HostSettings) {
    this.#sysRoot = sysRoot;
    this.#udevData = udevData;
    const ata = this.#ata.map(({ rows }) => rows);
    this.#families = [this.#disks, this.#fileSystems, this.#mapped, this.#backing, ...ata];
  }

  /** Forgets disks that were added and not shown. */
  clear(): void {
    for (const family of this.#families) family.clear();
  }

  add(device: string, major: string, minor: string, leaveOut: LeaveOut): void {
    const properties = readProperties(`${this.#udevData}/b${major}:${minor}`);
    const of = (name: string): string => properties.get(name) ?? '';
    // What stands on the label of the disk; virtual disks have but the last one.
    const serial = of('SCSI_IDENT_SERIAL') || of('ID_SERIAL_SHORT') || of('ID_SERIAL');
    const rotational = `${this.#sysRoot}/block/${device}/queue/rotational`;
    const labels = [device, major, minor, of('ID_PATH'), of('ID_WWN'), of('ID_MODEL'), serial];
    this.#disks.add([...labels, of('ID_REVISION'), readRareAttribute(rotational) ?? '0'], 1);
    if (of('ID_FS_TYPE') !== '') {
      const names = ['ID_FS_TYPE', 'ID_FS_USAGE', 'ID_FS_UUID', 'ID_FS_VERSION'];
      this.#fileSystems.add([device, ...names.map(of)], 1);
    }
    if (of('DM_NAME') !== '') this.#addMapped(device, of, leaveOut);
    if (of('ID_ATA') === '') return;
    for (const { property, rows } of this.#ata) {
      const value = of(property);
      if (value !== '' && Number.isFinite(Number(value))) rows.add([device], Number(value));
    }
  }

  append(buf: Metric[]): void {
    for (const family of this.#families) family.appendTo(buf);
  }

  #addMapped(device: string, of: (name: string) => string, leaveOut: LeaveOut): void {
    const names = ['DM_NAME', 'DM_UUID', 'DM_VG_NAME', 'DM_LV_NAME', 'DM_LV_LAYER'];
    this.#mapped.add([device, ...names.map(of)], 1);
    const folder = `${this.#sysRoot}/block/${device}/slaves`;
    if (!existsSync(folder)) return;
    for (const backing of unlessGone(leaveOut, () => readdirSync(folder)) ?? []) {
      this.#backing.add([device, backing], 1);
    }
  }
}

/** The lines `E:NAME=value` of a file of udev's database; none where udev does not run. */
function readProperties(path: string): Properties {
  const properties = new Map<string, string>();
  if (!existsSync(path)) return properties;
  for (const line of linesOf(readKernelTextIfAny(path) ?? '')) {
    const [, name, value] = /^E:([^=]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) properties.set(name, value);
  }
  return properties;
}
