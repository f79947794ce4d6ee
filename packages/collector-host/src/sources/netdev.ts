import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelNumber,
  kernelNumberIfAny,
  linesOf,
  malformed,
  readKernelText,
} from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';
import { readAttribute } from '../sys-attribute.ts';

/** In the order of the columns. */
const names = [
  ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'frame', 'compressed', 'multicast'].map(
    (name) => `receive_${name}`,
  ),
  ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'colls', 'carrier', 'compressed'].map(
    (name) => `transmit_${name}`,
  ),
];

const headerLines = 2;

/** `/proc/net/dev`, and what that lacks from `/sys/class/net/`. */
export function netdev({ procRoot, sysRoot, excludeNetworkDevices }: HostSettings): HostSource {
  const path = `${procRoot}/net/dev`;
  const families = names.map(deviceCounter);
  const noHandler = deviceCounter('receive_nohandler');
  const labels = new RowLabels();
  return (buf, _, leaveOut) => {
    const rows: (readonly string[])[] = [];
    const columns = names.map((): number[] => []);
    const noHandlerRows: (readonly string[])[] = [];
    const noHandlerValues: number[] = [];
    for (const line of linesOf(readKernelText(path)).slice(headerLines)) {
      const read = orLeftOut(leaveOut, () => readLine(line, excludeNetworkDevices, path));
      if (read === undefined) continue;
      const { device, numbers } = read;
      const row = labels.at(rows.length, [device]);
      rows.push(row);
      for (const [index, column] of columns.entries()) column.push(numbers[index] as number);
      // Since Linux 4.6.
      const file = `${sysRoot}/class/net/${device}/statistics/rx_nohandler`;
      const text = readAttribute(file);
      if (text === undefined) continue;
      const noHandlerValue = kernelNumberIfAny(text, file, 'the value', leaveOut);
      if (noHandlerValue === undefined) continue;
      noHandlerRows.push(row);
      noHandlerValues.push(noHandlerValue);
    }
    if (rows.length === 0) return;
    for (const [index, family] of families.entries()) {
      buf.push(family.rows(rows, columns[index] as number[]));
    }
    if (noHandlerRows.length > 0) buf.push(noHandler.rows(noHandlerRows, noHandlerValues));
  };
}

interface DeviceLine {
  readonly device: string;
  readonly numbers: readonly number[];
}

/** `undefined` for a device that is not shown. */
function readLine(
  line: string,
  excludeNetworkDevices: RegExp | undefined,
  path: string,
): DeviceLine | undefined {
  const colon = line.lastIndexOf(':');
  if (colon < 0) throw malformed(path, `a line is ${JSON.stringify(line)}, expected a device`);
  const device = line.slice(0, colon).trim();
  if (excludeNetworkDevices?.test(device)) return undefined;
  const fields = fieldsOf(line.slice(colon + 1));
  const numbers = names.map((name, index) =>
    kernelNumber(fields[index], path, `${device} ${name}`),
  );
  return { device, numbers };
}

function deviceCounter(name: string): ConstantRows {
  return new ConstantRows({
    name: `node_network_${name}_total`,
    help: `Network device statistic ${name}.`,
    type: 'counter',
    labelNames: ['device'],
  });
}
