import { Gauge } from '@telltale/metrics';
import { engine, type Engine } from './engine.ts';
import type { RuntimeSource } from './runtime-source.ts';

/** What is shown beside Node.js itself: the label, and the key in `process.versions`. */
const components: Readonly<Record<Engine, readonly (readonly [string, string])[]>> = {
  node: [
    ['v8', 'v8'],
    ['libuv', 'uv'],
    ['openssl', 'openssl'],
  ],
  // The others also give versions of what they do not have, for programs that want Node.js.
  bun: [['bun', 'bun']],
  deno: [
    ['deno', 'deno'],
    ['v8', 'v8'],
  ],
};

/** Shows which Node.js this is, and what it is made of. */
export function versions(): RuntimeSource {
  const node = new Gauge({
    name: 'nodejs_version_info',
    help: 'Version of Node.js, as labels; the value is always 1.',
    labelNames: ['version', 'major', 'minor', 'patch'],
  });
  const [major = '', minor = '', patch = ''] = process.versions.node.split('.');
  node.set({ version: process.version, major, minor, patch }, 1);

  const component = new Gauge({
    name: 'nodejs_component_version_info',
    help: 'Versions of what Node.js is built with (v8, libuv, openssl), as labels; the value is always 1.',
    labelNames: ['component', 'version'],
  });
  for (const [name, key] of components[engine]) {
    // Node.js can be built without OpenSSL.
    const version = process.versions[key];
    if (version !== undefined) component.set({ component: name, version }, 1);
  }
  // They never change.
  const families = [node.snapshot(), component.snapshot()];
  return {
    collect(buf) {
      buf.push(...families);
    },
  };
}
