import { MetricError } from '@telltale/model';
import { contentHash } from '../config/content-hash.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { underDeadline, type Limits } from '../modes/under-deadline.ts';
import { sourceTypeOf, type SourceOptions } from '../sources/source-types.ts';
import type { BuiltSource, SourceContext } from '../sources/source-type.ts';
import { Generation, type SourcePart } from './generation.ts';
import { Part } from './part.ts';
import { makeUnit, unitName, type Unit } from './unit.ts';

export interface BuildOptions {
  /** Shown besides those of the configuration, unless it has a source of the name or the type. */
  readonly ownSources: Readonly<Record<string, SourceOptions>>;
  /** Parts that are not of the configuration; held, not taken. */
  readonly callersParts: ReadonlyMap<string, Part<SourcePart>>;
  /** What was built before, from which all is taken that has not changed. */
  readonly previous?: Generation | undefined;
  /** Deadline of each source. */
  readonly limits: Limits;
  /** Takes what costs a source a part of its metrics. */
  readonly warn: (source: string, message: string) => void;
}

/**
 * Makes a generation of a configuration. Where it fails, all that was made is closed again.
 *
 * @throws INVALID_CONFIG with the place of the source that failed
 */
export async function buildGeneration(
  loaded: LoadedConfig,
  options: BuildOptions,
): Promise<Generation> {
  const parts = new Map<string, Part<SourcePart>>();
  try {
    for (const [name, source] of Object.entries(allSources(loaded, options.ownSources))) {
      try {
        parts.set(name, await sourcePart(name, source, loaded, options));
      } catch (error) {
        throw loaded.problemAt(['sources', name], messageOf(error));
      }
    }
    for (const [name, part] of options.callersParts) parts.set(`caller/${name}`, part.hold());
    return new Generation(loaded, parts);
  } catch (error) {
    await Promise.all([...parts.values()].map((part) => part.release()));
    throw error;
  }
}

/** The exporter's own come first: of two that contradict each other, theirs is kept. */
function allSources(
  { config: { sources = {} } }: LoadedConfig,
  own: Readonly<Record<string, SourceOptions>>,
): Readonly<Record<string, SourceOptions>> {
  const types = new Set(Object.values(sources).map(({ type }) => type));
  const kept = Object.entries(own).filter(
    ([name, { type }]) => !types.has(type) && !Object.hasOwn(sources, name),
  );
  return { ...Object.fromEntries(kept), ...sources };
}

async function sourcePart(
  name: string,
  options: SourceOptions,
  { folder }: LoadedConfig,
  { previous, limits, warn }: BuildOptions,
): Promise<Part<SourcePart>> {
  const type = sourceTypeOf(options.type);
  const context: SourceContext = {
    name,
    folder,
    warn: (message) => {
      warn(name, message);
    },
  };
  const fingerprint = await type.fingerprint?.(options, context);
  const hash = contentHash(name, options, folder, fingerprint);
  const before = previous?.parts.get(name);
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
  const units: Unit[] = [];
  const close = async (): Promise<void> => {
    await Promise.allSettled(units.map(async (unit) => unit.close()));
    await Promise.allSettled([(async () => built.close?.())()]);
  };
  for (const collector of built.collectors) {
    units.push(
      makeUnit(collector, {
        name: unitName(name, collector, built.collectors.length === 1),
        source: name,
        schedule: options,
      }),
    );
  }
  const twice = units.find(({ name: own }, index) =>
    units.some((other, at) => at < index && other.name === own),
  );
  if (twice === undefined) return new Part(hash, { name, type: options.type, units }, close);
  await close();
  throw new MetricError('INVALID_CONFIG', `two of its collectors are called ${twice.name}`);
}

async function closeBuilt({ collectors, close }: BuiltSource): Promise<void> {
  for (const collector of collectors) (collector as Partial<Disposable>)[Symbol.dispose]?.();
  await Promise.allSettled([(async () => close?.())()]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
