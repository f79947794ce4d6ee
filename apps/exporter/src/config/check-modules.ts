import { ConfigError } from '@telltale/model';
import { AllowedTargets } from '../probe/allowed-targets.ts';
import { sourceTypeOf, type SourceOptions } from '../sources/source-types.ts';
import { checkCollectors } from './check-collectors.ts';
import { checkSchedule } from './check-schedule.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { Config } from './config-schema.ts';
import type { ModuleSettings } from './module-schema.ts';
import { scheduleOf } from './schedule-fields.ts';

/** What is wrong with the modules of `/probe`. */
export function checkModules(config: Config): ConfigProblem[] {
  return Object.entries(config.modules ?? {}).flatMap(([name, module]) => {
    const path = ['modules', name];
    return [
      ...checkSource([...path, 'source'], module),
      ...checkTargets([...path, 'targets'], module),
      ...checkCollectors(configOfModule(name, module, config)).map((problem) => ({
        ...problem,
        path: [...path, ...problem.path],
      })),
    ];
  });
}

/** What is built for a target of a module, as a configuration of its own. */
export function configOfModule(
  name: string,
  { source, collectors = {} }: ModuleSettings,
  { global, queries }: Config,
): Config {
  return {
    ...(global && { global }),
    ...(queries && { queries }),
    sources: { [name]: source },
    collectors: Object.fromEntries(
      Object.entries(collectors).map(([collector, settings]) => [
        collector,
        { ...settings, source: name },
      ]),
    ),
  };
}

function checkSource(path: readonly string[], { source }: ModuleSettings): ConfigProblem[] {
  const problems = checkSchedule(path, scheduleOf(source));
  const { takesTarget, givenByTarget = [] } = sourceTypeOf(source.type);
  if (takesTarget !== true) {
    const message = `sources of the type ${source.type} take no target`;
    problems.push({ path: [...path, 'type'], message });
  }
  for (const key of givenByTarget.filter((name) => isGiven(source, name))) {
    problems.push({
      path: [...path, key],
      message: 'the target says where to connect. Leave it out',
    });
  }
  if ('mode' in source && source.mode !== undefined && source.mode !== 'scrape') {
    problems.push({
      path: [...path, 'mode'],
      message: 'a target is collected from when it is probed. Leave it out',
    });
  }
  return problems;
}

/** What is wrong with sources because they have no target. */
export function checkWithoutTarget(
  path: readonly string[],
  source: SourceOptions,
): ConfigProblem[] {
  const { neededWithoutTarget = [] } = sourceTypeOf(source.type);
  return neededWithoutTarget
    .filter((name) => !isGiven(source, name))
    .map((name) => ({ path: [...path, name], message: 'this key is missing' }));
}

function isGiven(source: SourceOptions, name: string): boolean {
  return (source as Readonly<Record<string, unknown>>)[name] !== undefined;
}

function checkTargets(path: readonly string[], { targets }: ModuleSettings): ConfigProblem[] {
  return targets.flatMap((target, index) => {
    try {
      new AllowedTargets([target]);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return [{ path: [...path, index], message: error.message }];
    }
  });
}
