import { ConfigError } from '@telltale/model';
import { scheduleOf } from '../config/schedule-fields.ts';
import { contentHash } from '../config/content-hash.ts';
import { underDeadline } from '../modes/under-deadline.ts';
import { sourceTypeOf, type SourceOptions } from '../sources/source-types.ts';
import type { BuiltSource, SourceContext } from '../sources/source-type.ts';
import type { BuildOptions } from './build-generation.ts';
import type { BuiltPart } from './generation.ts';
import { Part } from './part.ts';
import { makeUnit, unitName, type Unit } from './unit.ts';

/**
 * Builds a source, or takes the one before where nothing of it has changed.
 *
 * @throws what building it throws
 */
export async function sourcePart(
  name: string,
  options: SourceOptions,
  folder: string,
  { previous, limits, warn, target }: BuildOptions,
): Promise<Part<BuiltPart>> {
  const type = sourceTypeOf(options.type);
  const context: SourceContext = {
    name,
    folder,
    target,
    warn: (message) => {
      warn(name, message);
    },
  };
  const hashNow = async (): Promise<string> =>
    contentHash(name, options, folder, await type.fingerprint?.(options, context));
  const hash = await underDeadline(limits, hashNow);
  const before = previous?.parts.get(`source/${name}`);
  if (before?.hash === hash) return before.hold();

  const building = (async () => type.build(options, context))();
  let built: BuiltSource;
  try {
    built = await underDeadline(limits, () => building);
  } catch (error) {
    // One that is ready too late must not stay open.
    void building.then(closeBuilt, () => undefined);
    throw error;
  }
  let hashOfBuilt: string;
  try {
    // What it depends on may have become known only now, as the files that a module imports.
    hashOfBuilt = await underDeadline(limits, hashNow);
  } catch (error) {
    await closeBuilt(built);
    throw error;
  }
  const { collectors = [], rows } = built;
  const names = collectors.map((collector) => unitName(name, collector, collectors.length === 1));
  const fault = faultOf(names, options, rows !== undefined);
  if (fault !== undefined) {
    await closeBuilt(built);
    throw new ConfigError(fault);
  }
  const units = collectors.map((collector, index) =>
    makeUnit(collector, {
      name: names[index] ?? name,
      source: name,
      schedule: scheduleOf(options),
    }),
  );
  return new Part(hashOfBuilt, { name, type: options.type, units, rows }, () => close(units, rows));
}

function faultOf(
  names: readonly string[],
  options: SourceOptions,
  givesRows: boolean,
): string | undefined {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `two of its collectors are called ${twice}`;
  const { mode, cache_ttl: ttl, deadline, series_limit: limit } = scheduleOf(options);
  const isScheduled = [mode, ttl, deadline, limit].some((setting) => setting !== undefined);
  return givesRows && isScheduled
    ? 'it gives rows: mode, cache_ttl, deadline and series_limit have their place in the collectors that ask it'
    : undefined;
}

async function close(units: readonly Unit[], rows: BuiltSource['rows']): Promise<void> {
  await Promise.allSettled(units.map(async (unit) => unit.close()));
  await Promise.allSettled([(async () => rows?.[Symbol.asyncDispose]())()]);
}

async function closeBuilt({ collectors = [], rows }: BuiltSource): Promise<void> {
  for (const collector of collectors) (collector as Partial<Disposable>)[Symbol.dispose]?.();
  await Promise.allSettled([(async () => rows?.[Symbol.asyncDispose]())()]);
}
