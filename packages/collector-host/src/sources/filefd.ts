import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, readKernelText } from '../kernel-text.ts';

/** `/proc/sys/fs/file-nr`. */
export function filefd({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/sys/fs/file-nr`;
  const allocated = new ConstantRows({
    name: 'node_filefd_allocated',
    help: 'File descriptor statistics: allocated.',
    type: 'gauge',
  });
  const maximum = new ConstantRows({
    name: 'node_filefd_maximum',
    help: 'File descriptor statistics: maximum.',
    type: 'gauge',
  });
  return (buf) => {
    // The second field, free ones, is always 0 since Linux 2.6.
    const [used, , most] = fieldsOf(readKernelText(path));
    buf.push(
      allocated.one(kernelNumber(used, path, 'field 1')),
      maximum.one(kernelNumber(most, path, 'field 3')),
    );
  };
}
