import { MetricError } from '@telltale/model';
import type { RowSource } from '@telltale/rows';
import { configOfModule } from '../config/check-modules.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { buildGeneration } from '../generation/build-generation.ts';
import type { Generation } from '../generation/generation.ts';
import type { Limits } from '../modes/under-deadline.ts';
import type { ProbeTarget } from '../probe/probe-target.ts';
import { sourceTypeOf } from '../sources/source-types.ts';

/** What keeps sources from being asked, as far as that is known without connecting; a line each. */
export async function faultsOfSources(
  { loaded, parts }: Generation,
  limits: Limits,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const say = (path: readonly PropertyKey[], message: string): void => {
    faults.push(loaded.problemAt(path, message).message);
  };
  for (const { value } of parts.values()) {
    for (const message of await faultsOf(value.rows)) say(['sources', value.name], message);
  }
  for (const name of modulesWithDrivers(loaded)) {
    faults.push(...(await faultsOfModule(name, loaded, limits)));
  }
  return faults;
}

async function faultsOf(rows: RowSource<unknown> | undefined): Promise<readonly string[]> {
  try {
    return (await rows?.check?.()) ?? [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function modulesWithDrivers({ config: { modules = {} } }: LoadedConfig): readonly string[] {
  return Object.entries(modules).flatMap(([name, { source }]) =>
    sourceTypeOf(source.type).needsDriver === true ? [name] : [],
  );
}

/** What a probe would be told of any target: it is built for one that is never connected to. */
async function faultsOfModule(
  name: string,
  loaded: LoadedConfig,
  limits: Limits,
): Promise<readonly string[]> {
  const module = loaded.config.modules?.[name];
  if (module === undefined) return [];
  const atModule: LoadedConfig['problemAt'] = ([kind, ...path], message) =>
    loaded.problemAt(
      ['modules', name, ...(kind === 'sources' ? ['source'] : ['collectors', ...path])],
      message,
    );
  const config = configOfModule(name, module, loaded.config);
  let generation: Generation;
  try {
    generation = await buildGeneration(
      { ...loaded, config, problemAt: atModule },
      { ownSources: {}, callersParts: new Map(), limits, warn: () => undefined, target: noTarget },
    );
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    return [error.message];
  }
  try {
    const part = generation.parts.get(`source/${name}`);
    const messages = await faultsOf(part?.value.rows);
    return messages.map((message) => atModule(['sources'], message).message);
  } finally {
    await generation.close();
  }
}

/** An address that is kept for documentation. */
const noTarget: ProbeTarget = {
  text: '192.0.2.1',
  host: '192.0.2.1',
  port: undefined,
  url: undefined,
  addresses: ['192.0.2.1'],
  follow: () => Promise.resolve(noTarget),
};
