import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumberIfAny } from '../kernel-text.ts';
import { readAttribute } from '../sys-attribute.ts';

/** Speeds are megabits a second; -1, which some drivers say where there is no link, stays what node_exporter shows. */
const bytesPerMegabit = 1_000_000 / 8;

/** The file of each metric. */
const heads = [
  ['addr_assign_type', 'address_assign_type', 1],
  ['carrier', 'carrier', 1],
  ['carrier_changes', 'carrier_changes_total', 1],
  ['carrier_up_count', 'carrier_up_changes_total', 1],
  ['carrier_down_count', 'carrier_down_changes_total', 1],
  ['dev_id', 'device_id', 1],
  ['dormant', 'dormant', 1],
  ['flags', 'flags', 1],
  ['ifindex', 'iface_id', 1],
  ['iflink', 'iface_link', 1],
  ['link_mode', 'iface_link_mode', 1],
  ['mtu', 'mtu_bytes', 1],
  ['name_assign_type', 'name_assign_type', 1],
  ['netdev_group', 'net_dev_group', 1],
  ['speed', 'speed_bytes', bytesPerMegabit],
  ['tx_queue_len', 'transmit_queue_length', 1],
  ['type', 'protocol_type', 1],
] as const;

/** What is shown as labels, beside the two states. */
const infoFiles = ['address', 'broadcast', 'duplex', 'ifalias'] as const;

const numberFiles = heads
  .map(([file]) => file)
  .filter((file) => file !== 'flags' && file !== 'ifindex');

/** IFF_UP of netdevice(7). */
const isUpFlag = 1;

/** Files that the kernel refuses while a device is down. Not asked: each refusal costs several readings. */
const onlyWhileUp: readonly string[] = ['carrier', 'dormant', 'duplex', 'speed'];

/** `/sys/class/net/`. A file that a device does not have, or does not answer, leaves out what it would say. */
export function netclass({ sysRoot, excludeNetworkDevices }: HostSettings): HostSource {
  const folder = `${sysRoot}/class/net`;
  const up = new FamilyRows({
    name: 'node_network_up',
    help: "Value is 1 if operstate is 'up', 0 otherwise.",
    type: 'gauge',
    labelNames: ['device'],
  });
  const info = new FamilyRows({
    name: 'node_network_info',
    help: 'Non-numeric data from /sys/class/net/<iface>, value is always 1.',
    type: 'gauge',
    labelNames: ['device', 'address', 'broadcast', 'duplex', 'operstate', 'adminstate', 'ifalias'],
  });
  const metrics = heads.map(([file, name, factor]) => ({
    file,
    factor,
    rows: new FamilyRows({
      name: `node_network_${name}`,
      help: `Network device property: ${name}`,
      type: name.endsWith('_total') ? 'counter' : 'gauge',
      labelNames: ['device'],
    }),
  }));
  const families = [up, info, ...metrics.map(({ rows }) => rows)];
  return (buf, _, leaveOut) => {
    for (const family of families) family.clear();
    for (const device of readdirSync(folder)) {
      // Only devices are links; bonding_masters is a file.
      if (device === 'bonding_masters' || excludeNetworkDevices?.test(device)) continue;
      const path = deviceFolder(folder, device);
      const texts = readDevice(path);
      // It has gone since the listing, perhaps while it was read: what was read of it is not all.
      if (texts === undefined) continue;
      const operState = texts.get('operstate');
      if (operState !== undefined) up.add([device], operState === 'up' ? 1 : 0);
      const [address, broadcast, duplex, ifalias] = infoFiles.map((file) => texts.get(file) ?? '');
      const states = [duplex ?? '', operState ?? '', adminState(texts.get('flags'))];
      info.add([device, address ?? '', broadcast ?? '', ...states, ifalias ?? ''], 1);
      for (const { file, factor, rows } of metrics) {
        const text = texts.get(file);
        if (text === undefined) continue;
        const value = kernelNumberIfAny(text, `${path}/${file}`, 'the value', leaveOut);
        if (value !== undefined) rows.add([device], value * factor);
      }
    }
    for (const family of families) family.appendTo(buf);
  };
}

/** What the files of a device say, of those that do; `undefined` where it is none, or not there any more. */
function readDevice(path: string): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  let missing = 0;
  const read = (file: string): void => {
    const text = readAttribute(`${path}/${file}`);
    if (text === undefined) missing++;
    else texts.set(file, text);
  };
  read('ifindex');
  read('flags');
  // Every device has both, but for one that is not ready yet, or is being taken away.
  if (missing > 0) return undefined;
  read('operstate');
  const isDown = adminState(texts.get('flags')) === 'down';
  for (const file of [...infoFiles, ...numberFiles]) {
    if (!isDown || !onlyWhileUp.includes(file)) read(file);
  }
  if (missing === 0) return texts;
  // One that has gone since says nothing any more, and a new one of the same name has another number.
  return readAttribute(`${path}/ifindex`) === texts.get('ifindex') ? texts : undefined;
}

function adminState(flags: string | undefined): string {
  const number = flags === undefined ? NaN : Number(flags);
  if (Number.isNaN(number)) return 'unknown';
  return (number & isUpFlag) === 0 ? 'down' : 'up';
}

/** Where the link of a device leads: without it, opening each file takes a quarter less. */
function deviceFolder(folder: string, device: string): string {
  try {
    return join(folder, readlinkSync(`${folder}/${device}`));
  } catch {
    return `${folder}/${device}`;
  }
}
