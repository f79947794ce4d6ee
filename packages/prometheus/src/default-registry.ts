import { allocatorCollector } from '@telltale/collector-allocator';
import { processCollector } from '@telltale/collector-process';
import { runtimeCollector } from '@telltale/collector-runtime';
import { MetricError } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import type { Collector } from '@telltale/registry';

/** The names of the collectors that the default registry has from the start. */
export type BuiltInCollector = 'process' | 'runtime' | 'allocator';

const factories: Readonly<Record<BuiltInCollector, () => Collector & Partial<Disposable>>> = {
  process: () => processCollector(),
  runtime: () => runtimeCollector(),
  allocator: () => allocatorCollector(),
};
const builtInNames = Object.keys(factories) as readonly BuiltInCollector[];

/** Names of built-in collectors to leave out, separated by commas. Read when the default registry is made. */
const environmentVariable = 'TELLTALE_DISABLE_COLLECTORS';

const disabled = new Set<BuiltInCollector>();
const builtIns = new Map<BuiltInCollector, Collector & Partial<Disposable>>();
let theRegistry: Registry | undefined;

/**
 * The default registry: the one of this process that `counter()` and its like register in. It is made at the first
 * call, with the collectors `process`, `runtime` and `allocator` in it, less those that the environment variable
 * `TELLTALE_DISABLE_COLLECTORS` or {@link disableCollectors} names.
 *
 * @throws INVALID_OPTION if the environment variable holds a name that no built-in collector has
 */
export function registry(): Registry {
  if (theRegistry === undefined) {
    const named = fromEnvironment()
      .split(',')
      .map((name) => name.trim());
    disable(
      named.filter((name) => name !== ''),
      environmentVariable,
    );
    theRegistry = makeRegistry();
  }
  return theRegistry;
}

/** Deno refuses to tell without the permission to read it: then nobody can have set it for this program. */
function fromEnvironment(): string {
  try {
    return process.env[environmentVariable] ?? '';
  } catch {
    return '';
  }
}

/** All of it or nothing: where a collector cannot be made, the next call tries again. */
function makeRegistry(): Registry {
  const made = new Registry();
  try {
    for (const name of builtInNames) {
      if (disabled.has(name)) continue;
      const collector = factories[name]();
      builtIns.set(name, collector);
      made.register(collector);
    }
  } catch (error) {
    for (const collector of builtIns.values()) collector[Symbol.dispose]?.();
    builtIns.clear();
    throw error;
  }
  return made;
}

/**
 * Leaves built-in collectors out of the default registry. They are never made where this comes before the registry's
 * first use; later it unregisters them and ends what they measure.
 *
 * @throws INVALID_OPTION if no built-in collector has one of the names; nothing is left out then
 */
export function disableCollectors(...names: readonly BuiltInCollector[]): void {
  disable(names, 'disableCollectors()');
  for (const name of disabled) {
    const collector = builtIns.get(name);
    if (collector === undefined) continue;
    builtIns.delete(name);
    theRegistry?.unregister(collector);
    collector[Symbol.dispose]?.();
  }
}

/** @throws INVALID_OPTION if one of the names is not known */
function disable(names: readonly string[], source: string): void {
  const unknown = names.filter((name) => !Object.hasOwn(factories, name));
  if (unknown.length > 0) {
    throw new MetricError(
      'INVALID_OPTION',
      `${source}: there is no built-in collector ${unknown.map((name) => JSON.stringify(name)).join(', ')}. ` +
        `Write one or more of ${builtInNames.join(', ')}.`,
    );
  }
  for (const name of names) disabled.add(name as BuiltInCollector);
}
