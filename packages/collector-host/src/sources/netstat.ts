import type { Metric } from '@telltale/model';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelNumber,
  linesOf,
  malformed,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';

/** What is shown of the many: node_exporter's default. */
const shown = new RegExp(
  '^(?:.*_(?:InErrors|InErrs)|Ip_Forwarding|Ip(?:6|Ext)_(?:InOctets|OutOctets)|Icmp6?_(?:InMsgs|OutMsgs)|' +
    'TcpExt_(?:Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|' +
    'Tcp_(?:ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|' +
    'Udp6?_(?:InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$',
);

interface Column {
  readonly index: number;
  readonly name: string;
  readonly family: ConstantRows;
}

/** Which columns of a table are shown, worked out once for each header: there are hundreds, and they do not change. */
type Headers = Map<string, readonly Column[]>;

/** `/proc/net/netstat`, `/proc/net/snmp` and, where there is IPv6, `/proc/net/snmp6`. */
export function netstat({ procRoot }: HostSettings): HostSource {
  const netstatPath = `${procRoot}/net/netstat`;
  const snmpPath = `${procRoot}/net/snmp`;
  const snmp6Path = `${procRoot}/net/snmp6`;
  const headers: Headers = new Map();
  const named = new Map<string, ConstantRows | undefined>();
  return (buf) => {
    appendTables(buf, headers, readKernelText(netstatPath), netstatPath);
    appendTables(buf, headers, readKernelText(snmpPath), snmpPath);
    appendList(buf, named, readKernelTextIfAny(snmp6Path) ?? '', snmp6Path);
  };
}

/** Tables of two lines, each of which begins with the protocol: names, then values. */
function appendTables(buf: Metric[], headers: Headers, text: string, path: string): void {
  const lines = linesOf(text);
  for (let at = 0; at < lines.length; at += 2) {
    const header = lines[at] as string;
    const protocol = header.slice(0, header.indexOf(':'));
    const values = lines[at + 1];
    if (protocol === '' || !values?.startsWith(`${protocol}:`)) {
      throw malformed(path, `line ${at + 2} is not the values of line ${at + 1}`);
    }
    let columns = headers.get(header);
    if (columns === undefined) headers.set(header, (columns = columnsOf(protocol, header)));
    if (columns.length === 0) continue;
    const fields = fieldsOf(values);
    for (const { index, name, family } of columns) {
      buf.push(family.one(kernelNumber(fields[index], path, name)));
    }
  }
}

function columnsOf(protocol: string, header: string): Column[] {
  const columns: Column[] = [];
  for (const [index, name] of fieldsOf(header).entries()) {
    const family = index === 0 ? undefined : statistic(protocol, name);
    if (family !== undefined) columns.push({ index, name: protocol + name, family });
  }
  return columns;
}

/** A name and its value on each line; the name begins with the protocol, and that ends in 6. */
function appendList(
  buf: Metric[],
  named: Map<string, ConstantRows | undefined>,
  text: string,
  path: string,
): void {
  for (const line of linesOf(text)) {
    const [key, value] = fieldsOf(line);
    if (key === undefined) continue;
    if (!named.has(key)) {
      const end = key.indexOf('6') + 1;
      named.set(key, end === 0 ? undefined : statistic(key.slice(0, end), key.slice(end)));
    }
    const family = named.get(key);
    if (family !== undefined) buf.push(family.one(kernelNumber(value, path, key)));
  }
}

function statistic(protocol: string, name: string): ConstantRows | undefined {
  if (!shown.test(`${protocol}_${name}`)) return undefined;
  return new ConstantRows({
    name: `node_netstat_${protocol}_${name}`,
    help: `Statistic ${protocol}${name}.`,
    type: 'unknown',
  });
}
