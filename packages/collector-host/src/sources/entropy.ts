import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';

/** `/proc/sys/kernel/random/`. */
export function entropy({ procRoot }: HostSettings): HostSource {
  const folder = `${procRoot}/sys/kernel/random`;
  const available = new ConstantRows({
    name: 'node_entropy_available_bits',
    help: 'Bits of available entropy.',
    type: 'gauge',
  });
  const size = new ConstantRows({
    name: 'node_entropy_pool_size_bits',
    help: 'Bits of entropy pool.',
    type: 'gauge',
  });
  const read = (name: string): number => {
    const path = `${folder}/${name}`;
    return kernelNumber(readKernelText(path).trim(), path, 'the value');
  };
  return (buf, _, leaveOut) => {
    for (const [file, rows] of [
      ['entropy_avail', available],
      ['poolsize', size],
    ] as const) {
      const bits = orLeftOut(leaveOut, () => read(file));
      if (bits !== undefined) buf.push(rows.one(bits));
    }
  };
}
