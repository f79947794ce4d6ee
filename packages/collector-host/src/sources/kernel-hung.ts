import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber, readKernelText } from '../kernel-text.ts';

/** `/proc/sys/kernel/hung_task_detect_count`, since Linux 6.13. */
export function kernelHung({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/sys/kernel/hung_task_detect_count`;
  const count = new ConstantRows({
    name: 'node_kernel_hung_task_detect_count',
    help: 'Total number of tasks that were found hung.',
    type: 'counter',
  });
  return (buf) => {
    buf.push(count.one(kernelNumber(readKernelText(path).trim(), path, 'the value')));
  };
}
