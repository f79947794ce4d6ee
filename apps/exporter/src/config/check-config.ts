import type { ConfigProblem } from './config-problem.ts';
import type { Config } from './config-schema.ts';
import { checkCollectors } from './check-collectors.ts';
import { checkModules, checkWithoutTarget } from './check-modules.ts';
import { checkSchedule } from './check-schedule.ts';
import { scheduleOf } from './schedule-fields.ts';

/** What the schema cannot say: how settings depend on each other. */
export function checkConfig(config: Config): ConfigProblem[] {
  const ofSources = Object.entries(config.sources ?? {}).flatMap(([name, source]) => [
    ...checkSchedule(['sources', name], scheduleOf(source)),
    ...checkWithoutTarget(['sources', name], source),
  ]);
  return [...ofSources, ...checkCollectors(config), ...checkModules(config)];
}
