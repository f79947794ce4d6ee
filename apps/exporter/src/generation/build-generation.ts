import type { LoadedConfig } from '../config/load-config.ts';
import type { Limits } from '../modes/under-deadline.ts';
import type { ProbeTarget } from '../probe/probe-target.ts';
import type { SourceOptions } from '../sources/source-types.ts';
import { collectorPart } from './collector-part.ts';
import { Generation, type BuiltPart } from './generation.ts';
import { inConfiguration } from './in-configuration.ts';
import type { Part } from './part.ts';
import { sourcePart } from './source-part.ts';

export interface BuildOptions {
  /** Shown besides those of the configuration, unless it has a source of the name or the type. */
  readonly ownSources: Readonly<Record<string, SourceOptions>>;
  /** Parts that are not of the configuration; held, not taken. */
  readonly callersParts: ReadonlyMap<string, Part<BuiltPart>>;
  /** What was built before, from which all is taken that has not changed. */
  readonly previous?: Generation | undefined;
  /** What sources are built for, where that is a target of `/probe`. */
  readonly target?: ProbeTarget | undefined;
  /** Deadline of each source. */
  readonly limits: Limits;
  /** Takes what costs a source or a collector a part of its metrics. */
  readonly warn: (name: string, message: string) => void;
}

/**
 * Makes a generation of a configuration. Where it fails, all that was made is closed again.
 *
 * @throws INVALID_CONFIG with the place of the source or collector that failed
 */
export async function buildGeneration(
  loaded: LoadedConfig,
  options: BuildOptions,
): Promise<Generation> {
  const { config, folder } = loaded;
  const parts = new Map<string, Part<BuiltPart>>();
  const add = async (
    kind: 'source' | 'collector',
    name: string,
    build: () => Part<BuiltPart> | Promise<Part<BuiltPart>>,
  ): Promise<void> => {
    try {
      parts.set(`${kind}/${name}`, await build());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // A source says what is wrong in its own words.
      const said = kind === 'collector' ? inConfiguration(reason) : reason;
      throw loaded.problemAt([`${kind}s`, name], said);
    }
  };
  try {
    for (const [name, source] of Object.entries(allSources(loaded, options.ownSources))) {
      await add('source', name, () => sourcePart(name, source, folder, options));
    }
    for (const [name, collector] of Object.entries(config.collectors ?? {})) {
      await add('collector', name, () => collectorPart(name, collector, config, parts, options));
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
  { config: { sources = {}, collectors = {} } }: LoadedConfig,
  own: Readonly<Record<string, SourceOptions>>,
): Readonly<Record<string, SourceOptions>> {
  const types = new Set(Object.values(sources).map(({ type }) => type));
  const kept = Object.entries(own).filter(
    ([name, { type }]) =>
      !types.has(type) && !Object.hasOwn(sources, name) && !Object.hasOwn(collectors, name),
  );
  return { ...Object.fromEntries(kept), ...sources };
}
