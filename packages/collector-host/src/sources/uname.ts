import { machine } from 'node:os';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

/** The files that hold what uname(2) tells, but for the machine. */
const files = ['ostype', 'osrelease', 'version', 'hostname', 'domainname'];

/** `/proc/sys/kernel/`, and the architecture from Node.js. */
export function uname({ procRoot }: HostSettings): HostSource {
  const info = new ConstantRows({
    name: 'node_uname_info',
    help: 'Labeled system information as provided by the uname system call.',
    type: 'gauge',
    labelNames: ['sysname', 'release', 'version', 'nodename', 'domainname', 'machine'],
  });
  const labels = new RowLabels();
  const architecture = machine();
  return (buf) => {
    const values = files.map((file) => readKernelText(`${procRoot}/sys/kernel/${file}`).trimEnd());
    buf.push(info.rows([labels.at(0, [...values, architecture])], [1]));
  };
}
