import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, readKernelText } from '../kernel-text.ts';

const gauge = (name: string, help: string): ConstantRows =>
  new ConstantRows({ name, help, type: 'gauge' });

/** `/proc/loadavg`. */
export function loadavg({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/loadavg`;
  const averages = [
    gauge('node_load1', '1m load average.'),
    gauge('node_load5', '5m load average.'),
    gauge('node_load15', '15m load average.'),
  ];
  return (buf) => {
    const fields = fieldsOf(readKernelText(path));
    for (const [index, average] of averages.entries()) {
      buf.push(average.one(kernelNumber(fields[index], path, `field ${index + 1}`)));
    }
  };
}
