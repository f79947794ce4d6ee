import type { Metric } from '@telltale/model';
import { ConstantRows } from '../constant-rows.ts';
import { DiskInfo } from '../disk-info.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, linesOf, malformed, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';

/** The unit of the kernel's sectors, whatever those of the disk are. */
const sectorBytes = 512;
/** Multiplied rather than divided by 1,000, as node_exporter does: the last digit is another. */
const millisecond = 0.001;
/** Major, minor and name stand before the numbers. */
const firstColumn = 3;
const minColumns = 11;

/** In the order of the columns; a kernel that is old has only the first of them. */
const heads = [
  ['reads_completed_total', 1, 'The total number of reads completed successfully.'],
  ['reads_merged_total', 1, 'The total number of reads merged.'],
  ['read_bytes_total', sectorBytes, 'The total number of bytes read successfully.'],
  ['read_time_seconds_total', millisecond, 'The total number of seconds spent by all reads.'],
  ['writes_completed_total', 1, 'The total number of writes completed successfully.'],
  ['writes_merged_total', 1, 'The number of writes merged.'],
  ['written_bytes_total', sectorBytes, 'The total number of bytes written successfully.'],
  [
    'write_time_seconds_total',
    millisecond,
    'This is the total number of seconds spent by all writes.',
  ],
  ['io_now', 1, 'The number of I/Os currently in progress.'],
  ['io_time_seconds_total', millisecond, 'Total seconds spent doing I/Os.'],
  ['io_time_weighted_seconds_total', millisecond, 'The weighted # of seconds spent doing I/Os.'],
  ['discards_completed_total', 1, 'The total number of discards completed successfully.'],
  ['discards_merged_total', 1, 'The total number of discards merged.'],
  ['discarded_sectors_total', 1, 'The total number of sectors discarded successfully.'],
  [
    'discard_time_seconds_total',
    millisecond,
    'This is the total number of seconds spent by all discards.',
  ],
  ['flush_requests_total', 1, 'The total number of flush requests completed successfully'],
  [
    'flush_requests_time_seconds_total',
    millisecond,
    'This is the total number of seconds spent by all flush requests.',
  ],
] as const;

interface Column {
  readonly factor: number;
  readonly family: ConstantRows;
  rows: (readonly string[])[];
  values: number[];
}

/** `/proc/diskstats`, `/sys/block/` and, where udev runs, its database. */
export function diskstats(settings: HostSettings): HostSource {
  const { procRoot, excludeDisks } = settings;
  const path = `${procRoot}/diskstats`;
  const info = new DiskInfo(settings);
  const families = heads.map(([name, factor, help]) => ({
    factor,
    family: new ConstantRows({
      name: `node_disk_${name}`,
      help,
      type: name === 'io_now' ? 'gauge' : 'counter',
      labelNames: ['device'],
    }),
  }));
  const labels = new RowLabels();
  return (buf, _, leaveOut) => {
    const columns = families.map((family): Column => ({ ...family, rows: [], values: [] }));
    let index = 0;
    info.clear();
    for (const line of linesOf(readKernelText(path))) {
      const disk = orLeftOut(leaveOut, () => readDisk(line, excludeDisks, path));
      if (disk === undefined) continue;
      addDisk(columns, labels.at(index++, [disk.device]), disk.numbers);
      orLeftOut(leaveOut, () => {
        info.add(disk.device, disk.major, disk.minor, leaveOut);
      });
    }
    info.append(buf);
    append(buf, columns);
  };
}

interface Disk {
  readonly major: string;
  readonly minor: string;
  readonly device: string;
  readonly numbers: readonly number[];
}

/** `undefined` for a disk that is not shown. */
function readDisk(line: string, excludeDisks: RegExp, path: string): Disk | undefined {
  const fields = fieldsOf(line);
  const [major = '', minor = '', device] = fields;
  if (device === undefined || fields.length < firstColumn + minColumns) {
    throw malformed(
      path,
      `a line is ${JSON.stringify(line)}, expected the numbers of a device and ${minColumns} others`,
    );
  }
  if (excludeDisks.test(device)) return undefined;
  const numbers = fields
    .slice(firstColumn, firstColumn + heads.length)
    .map((field, at) => kernelNumber(field, path, `column ${firstColumn + at + 1}`));
  return { major, minor, device, numbers };
}

function addDisk(
  columns: readonly Column[],
  row: readonly string[],
  numbers: readonly number[],
): void {
  for (const [at, number] of numbers.entries()) {
    const column = columns[at] as Column;
    column.rows.push(row);
    column.values.push(number * column.factor);
  }
}

function append(buf: Metric[], columns: readonly Column[]): void {
  for (const { family, rows, values } of columns) {
    if (rows.length > 0) buf.push(family.rows(rows, values));
  }
}
