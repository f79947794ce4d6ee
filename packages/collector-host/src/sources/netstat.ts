import type { Metric } from '@telltale/model';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelNumberIfAny,
  linesOf,
  malformed,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';
import { orLeftOut, type LeaveOut } from '../left-out.ts';

interface Column {
  readonly index: number;
  readonly name: string;
  readonly family: ConstantRows;
}

/** The metric of a statistic, or `undefined` where it is not shown. */
type Statistic = (protocol: string, name: string) => ConstantRows | undefined;

/** `/proc/net/netstat`, `/proc/net/snmp` and, where there is IPv6, `/proc/net/snmp6`. */
export function netstat({ procRoot, netstatFields }: HostSettings): HostSource {
  const netstatPath = `${procRoot}/net/netstat`;
  const snmpPath = `${procRoot}/net/snmp`;
  const snmp6Path = `${procRoot}/net/snmp6`;
  const statistic: Statistic = (protocol, name) => {
    if (!netstatFields.test(`${protocol}_${name}`)) return undefined;
    return new ConstantRows({
      name: `node_netstat_${protocol}_${name}`,
      help: `Statistic ${protocol}${name}.`,
      type: 'unknown',
    });
  };
  const tables = [tablesReader(netstatPath, statistic), tablesReader(snmpPath, statistic)];
  const list = listReader(snmp6Path, statistic);
  return (buf, _, leaveOut) => {
    for (const read of [...tables, list]) {
      orLeftOut(leaveOut, () => {
        read(buf, leaveOut);
      });
    }
  };
}

/** Reads a file and appends what it says. */
type Reader = (buf: Metric[], leaveOut: LeaveOut) => void;

/** Tables of two lines, each of which begins with the protocol: names, then values. */
function tablesReader(path: string, statistic: Statistic): Reader {
  // Worked out once for each header: there are hundreds of names, and they do not change.
  const headers = new Map<string, readonly Column[]>();
  const columnsOf = (protocol: string, header: string): readonly Column[] => {
    const known = headers.get(header);
    if (known !== undefined) return known;
    const columns = fieldsOf(header).flatMap((name, index): Column[] => {
      const family = index === 0 ? undefined : statistic(protocol, name);
      return family === undefined ? [] : [{ index, name: protocol + name, family }];
    });
    headers.set(header, columns);
    return columns;
  };
  return (buf, leaveOut) => {
    const lines = linesOf(readKernelText(path));
    for (let at = 0; at < lines.length; at++) {
      const header = lines[at] as string;
      const protocol = header.slice(0, header.indexOf(':'));
      const values = lines[at + 1];
      if (protocol === '' || !values?.startsWith(`${protocol}:`)) {
        leaveOut(malformed(path, `line ${at + 2} is not the values of line ${at + 1}`));
        continue;
      }
      at++;
      const columns = columnsOf(protocol, header);
      if (columns.length === 0) continue;
      const fields = fieldsOf(values);
      for (const { index, name, family } of columns) {
        const value = kernelNumberIfAny(fields[index], path, name, leaveOut);
        if (value !== undefined) buf.push(family.one(value));
      }
    }
  };
}

/** A name and its value on each line; the name begins with the protocol, and that ends in 6. */
function listReader(path: string, statistic: Statistic): Reader {
  const named = new Map<string, ConstantRows | undefined>();
  return (buf, leaveOut) => {
    for (const line of linesOf(readKernelTextIfAny(path) ?? '')) {
      const [key, value] = fieldsOf(line);
      if (key === undefined) continue;
      if (!named.has(key)) {
        const end = key.indexOf('6') + 1;
        named.set(key, end === 0 ? undefined : statistic(key.slice(0, end), key.slice(end)));
      }
      const family = named.get(key);
      if (family === undefined) continue;
      const number = kernelNumberIfAny(value, path, key, leaveOut);
      if (number !== undefined) buf.push(family.one(number));
    }
  };
}
