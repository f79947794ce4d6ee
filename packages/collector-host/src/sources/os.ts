import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { linesOf, readKernelText, readKernelTextIfAny } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

const keys = [
  'build_id',
  'id',
  'id_like',
  'image_id',
  'image_version',
  'name',
  'pretty_name',
  'variant',
  'variant_id',
  'version',
  'version_codename',
  'version_id',
];
const versionKeys = ['id', 'id_like', 'name'];
const millisecondsPerSecond = 1000;

/** `/etc/os-release`, else `/usr/lib/os-release`. */
export function os({ rootfs }: HostSettings): HostSource {
  const info = new ConstantRows({
    name: 'node_os_info',
    help: `A metric with a constant '1' value labeled by ${keys.join(', ')}.`,
    type: 'gauge',
    labelNames: keys,
  });
  const version = new ConstantRows({
    name: 'node_os_version',
    help: 'Metric containing the major.minor part of the OS version.',
    type: 'gauge',
    labelNames: versionKeys,
  });
  const supportEnd = new ConstantRows({
    name: 'node_os_support_end_timestamp_seconds',
    help: 'Metric containing the end-of-life date timestamp of the OS.',
    type: 'gauge',
  });
  const labels = { info: new RowLabels(), version: new RowLabels() };
  return (buf) => {
    const text =
      readKernelTextIfAny(`${rootfs}/etc/os-release`) ??
      readKernelText(`${rootfs}/usr/lib/os-release`);
    const values = parseOsRelease(text);
    const valueOf = (key: string): string => values.get(key) ?? '';
    buf.push(info.rows([labels.info.at(0, keys.map(valueOf))], [1]));
    const number = Number(/^\d+\.?\d*/.exec(valueOf('version_id'))?.[0] ?? 0);
    if (number > 0) {
      buf.push(version.rows([labels.version.at(0, versionKeys.map(valueOf))], [number]));
    }
    const day = valueOf('support_end');
    const end = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : NaN;
    if (!Number.isNaN(end)) buf.push(supportEnd.one(end / millisecondsPerSecond));
  };
}

/** Assignments of a shell, of which os-release(5) allows only the simplest. */
function parseOsRelease(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, key, value] = /^\s*([A-Z][A-Z_\d]*)=(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    values.set(key.toLowerCase(), unquoted(value));
  }
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (value.length < 2 || (quote !== '"' && quote !== "'") || !value.endsWith(quote)) return value;
  const inside = value.slice(1, -1);
  return quote === '"' ? inside.replaceAll(/\\([$"\\`])/g, '$1') : inside;
}
