import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file that the page loads. */
export interface Asset {
  readonly body: Buffer;
  readonly contentType: string;
  /** For `ETag`. */
  readonly tag: string;
}

const contentTypes = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** What there is below `/assets/`, and how it is read: from this package and from that of the charts. */
const sources: Readonly<Record<string, () => Buffer>> = {
  'page.css': () => ownFile('page.css'),
  'icon.svg': () => ownFile('icon.svg'),
  'page.js': () => ownFile('page.js'),
  'metric-chart.js': () => ownFile('metric-chart.js'),
  'uPlot.js': () => readFileSync(packageFile('uplot/dist/uPlot.esm.js')),
  'uPlot.css': () => readFileSync(packageFile('uplot/dist/uPlot.min.css')),
};

const kept = new Map<string, Asset>();

/** The file of that name; `undefined` where there is none. Each is read once. */
export function asset(name: string): Asset | undefined {
  const read = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (read === undefined) return undefined;
  const known = kept.get(name);
  if (known !== undefined) return known;
  const body = read();
  const extension = name.slice(name.lastIndexOf('.') + 1) as keyof typeof contentTypes;
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const made = { body, contentType: contentTypes[extension], tag };
  kept.set(name, made);
  return made;
}

/** The folder `static` of this package, seen from this file and from what is built. */
const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../../static/' : '../static/',
  import.meta.url,
);

function ownFile(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}

function packageFile(path: string): string {
  return fileURLToPath(import.meta.resolve(path));
}
