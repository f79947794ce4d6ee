import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber } from '../kernel-text.ts';
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

/** IFF_UP of netdevice(7). */
const isUpFlag = 1;

/** Files that the kernel refuses while a device is down. Not asked: each refusal costs several readings. */
const onlyWhileUp: readonly string[] = ['carrier', 'dormant', 'duplex', 'speed'];

/** `/sys/class/net/`. A file that a device does not have, or does not answer, leaves out that device. */
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
  return (buf) => {
    for (const family of families) family.clear();
    for (const device of readdirSync(folder)) {
      // Only devices are links; bonding_masters is a file.
      if (device === 'bonding_masters' || excludeNetworkDevices?.test(device)) continue;
      const path = deviceFolder(folder, device);
      const read = (file: string): string | undefined => readAttribute(`${path}/${file}`);
      const flags = read('flags');
      const isUp = (Number(flags) & isUpFlag) !== 0;
      const operState = read('operstate') ?? '';
      up.add([device], operState === 'up' ? 1 : 0);
      const addresses = [read('address') ?? '', read('broadcast') ?? ''];
      const duplex = isUp ? (read('duplex') ?? '') : '';
      const states = [duplex, operState, isUp ? 'up' : 'down'];
      info.add([device, ...addresses, ...states, read('ifalias') ?? ''], 1);
      for (const { file, factor, rows } of metrics) {
        if (!isUp && onlyWhileUp.includes(file)) continue;
        const text = file === 'flags' ? flags : read(file);
        if (text === undefined) continue;
        rows.add([device], kernelNumber(text, `${path}/${file}`, 'the value') * factor);
      }
    }
    for (const family of families) family.appendTo(buf);
  };
}

/** Where the link of a device leads: without it, opening each file takes a quarter less. */
function deviceFolder(folder: string, device: string): string {
  try {
    return join(folder, readlinkSync(`${folder}/${device}`));
  } catch {
    return `${folder}/${device}`;
  }
}
