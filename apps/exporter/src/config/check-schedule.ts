import { Cron } from 'croner';
import type { ConfigProblem } from './config-problem.ts';
import type { ScheduleSettings } from './schedule-fields.ts';

/** What is wrong with when something is collected from. */
export function checkSchedule(
  path: readonly PropertyKey[],
  { mode = 'scrape', interval, cron, jitter, cache_ttl: cacheTtl }: ScheduleSettings,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const say = (key: string, message: string): void => {
    problems.push({ path: [...path, key], message });
  };
  if (mode === 'interval' && interval === undefined) {
    say('interval', 'mode: interval needs it, such as interval: 30s');
  }
  if (mode === 'cron' && cron === undefined) {
    say('cron', 'mode: cron needs it, such as cron: "*/5 * * * *"');
  }
  if (mode !== 'interval' && interval !== undefined) {
    say('interval', `it has no meaning with mode: ${mode}. Write mode: interval, or leave it out`);
  }
  if (mode !== 'cron' && cron !== undefined) {
    say('cron', `it has no meaning with mode: ${mode}. Write mode: cron, or leave it out`);
  }
  if (mode === 'scrape' && jitter !== undefined) {
    say('jitter', 'it has no meaning with mode: scrape. Leave it out');
  }
  if (mode !== 'scrape' && cacheTtl !== undefined) {
    say('cache_ttl', `it has no meaning with mode: ${mode}. Leave it out`);
  }
  if (cron !== undefined) {
    const fault = faultOfCron(cron);
    if (fault !== undefined) say('cron', fault);
  }
  return problems;
}

function faultOfCron(pattern: string): string | undefined {
  try {
    // Without a function it is only read, nothing is scheduled.
    const next = new Cron(pattern).nextRun();
    return next === null ? `${JSON.stringify(pattern)} never comes` : undefined;
  } catch (error) {
    return `${JSON.stringify(pattern)} is not a cron expression: ${(error as Error).message}`;
  }
}
