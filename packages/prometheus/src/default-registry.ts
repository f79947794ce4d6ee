import { processCollector } from '@telltale/collector-process';
import { runtimeCollector } from '@telltale/collector-runtime';
import { Registry } from '@telltale/registry';
import type { Collector } from '@telltale/registry';

/** The names of the collectors that the default registry has from the start. */
export type BuiltInCollector = 'process' | 'runtime';

const factories: Readonly<Record<BuiltInCollector, () => Collector & Partial<Disposable>>> = {
  process: () => processCollector(),
  runtime: () => runtimeCollector(),
};
const builtInNames = Object.keys(factories) as readonly BuiltInCollector[];

/** Names of built-in collectors to leave out, separated by commas. Read when the default registry is made. */
const environmentVariable = 'TELLTALE_DISABLE_COLLECTORS';

const disabled = new Set<BuiltInCollector>();
const builtIns = new Map<BuiltInCollector, Collector & Partial<Disposable>>();
let theRegistry: Registry | undefined;

/**
 * The default registry: the one of this process that `counter()` and its like register in. It is made at the first
 * call, with the collectors `process` and `runtime` in it, less those that the environment variable
 * `TELLTALE_DISABLE_COLLECTORS` or {@link disableCollectors} names.
 */
export function registry(): Registry {
  if (theRegistry === undefined) {
    const named = (process.env[environmentVariable] ?? '').split(',').map((name) => name.trim());
    disable(
      named.filter((name) => name !== ''),
      environmentVariable,
    );
    theRegistry = new Registry();
    for (const name of builtInNames) {
      if (disabled.has(name)) continue;
      const collector = factories[name]();
      builtIns.set(name, collector);
      theRegistry.register(collector);
    }
  }
  return theRegistry;
}

/**
 * Leaves built-in collectors out of the default registry. They are never made where this comes before the registry's
 * first use; later it unregisters them and ends what they measure. A name that no built-in collector has is left out with
 * a warning (`TELLTALE_UNKNOWN_COLLECTOR`).
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

function disable(names: readonly string[], source: string): void {
  for (const name of names) {
    if (isBuiltIn(name)) disabled.add(name);
    else warnOfUnknown(name, source);
  }
}

function warnOfUnknown(name: string, source: string): void {
  process.emitWarning(
    `${source}: there is no built-in collector ${JSON.stringify(name)}. Write one of ${builtInNames.join(', ')}.`,
    { type: 'TelltaleWarning', code: 'TELLTALE_UNKNOWN_COLLECTOR' },
  );
}

function isBuiltIn(name: string): name is BuiltInCollector {
  return Object.hasOwn(factories, name);
}
