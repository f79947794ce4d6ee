import { readFileSync } from 'node:fs';

/** The version of this package. */
export function exporterVersion(): string {
  // One folder up both from the sources and from what is built of them.
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
