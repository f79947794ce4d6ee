import { readdirSync } from 'node:fs';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';
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
  const up = new ConstantRows({
    name: 'node_network_up',
    help: "Value is 1 if operstate is 'up', 0 otherwise.",
    type: 'gauge',
    labelNames: ['device'],
  });
  const info = new ConstantRows({
    name: 'node_network_info',
    help: 'Non-numeric data from /sys/class/net/<iface>, value is always 1.',
    type: 'gauge',
    labelNames: ['device', 'address', 'broadcast', 'duplex', 'operstate', 'adminstate', 'ifalias'],
  });
  const metrics = heads.map(([file, name, factor]) => ({
    file,
    factor,
    family: new ConstantRows({
      name: `node_network_${name}`,
      help: `Network device property: ${name}`,
      type: name.endsWith('_total') ? 'counter' : 'gauge',
      labelNames: ['device'],
    }),
  }));
  const labels = new RowLabels();
  const infoLabels = new RowLabels();
  return (buf) => {
    const devices = readdirSync(folder).filter((device) => !excludeNetworkDevices?.test(device));
    // Only devices are links; bonding_masters is a file.
    const rows = devices
      .filter((device) => device !== 'bonding_masters')
      .map((device, index) => labels.at(index, [device]));
    const read = (device: string, file: string): string =>
      readAttribute(`${folder}/${device}/${file}`) ?? '';
    const isDown = new Set<string>();
    const states: string[] = [];
    const infoRows = rows.map(([device = ''], index) => {
      const state = read(device, 'operstate');
      states.push(state);
      const flags = read(device, 'flags');
      if ((Number(flags) & isUpFlag) === 0) isDown.add(device);
      const duplex = isDown.has(device) ? '' : read(device, 'duplex');
      const adminState = isDown.has(device) ? 'down' : 'up';
      const addresses = [read(device, 'address'), read(device, 'broadcast')];
      const others = [duplex, state, adminState, read(device, 'ifalias')];
      return infoLabels.at(index, [device, ...addresses, ...others]);
    });
    buf.push(
      up.rows(
        rows,
        states.map((state) => (state === 'up' ? 1 : 0)),
      ),
      info.rows(
        infoRows,
        infoRows.map(() => 1),
      ),
    );
    for (const { file, factor, family } of metrics) {
      const given: (readonly string[])[] = [];
      const values: number[] = [];
      for (const row of rows) {
        const [device = ''] = row;
        if (onlyWhileUp.includes(file) && isDown.has(device)) continue;
        const path = `${folder}/${device}/${file}`;
        const text = readAttribute(path);
        if (text === undefined) continue;
        given.push(row);
        values.push(kernelNumber(text, path, 'the value') * factor);
      }
      if (given.length > 0) buf.push(family.rows(given, values));
    }
  };
}
