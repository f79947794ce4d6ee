import * as z from 'zod';
import { duration } from './duration.ts';

/** When and for how long something is collected from. The fields are those of every source and collector. */
export const scheduleFields = {
  mode: z
    .enum(['scrape', 'interval', 'cron'])
    .optional()
    .describe(
      'When to collect: at each scrape, every so often, or at the times of a cron expression. Default: scrape',
    ),
  interval: duration
    .optional()
    .describe('With mode: interval, the time from the end of one collection to the next.'),
  cron: z
    .string()
    .optional()
    .describe(
      'With mode: cron, when to collect, in local time: five fields, or six with seconds first.',
    ),
  jitter: duration
    .optional()
    .describe('With mode: interval or cron, up to how much later a collection begins, at random.'),
  cache_ttl: duration
    .optional()
    .describe('With mode: scrape, how long a result is served before it is collected again.'),
  deadline: duration
    .optional()
    .describe(
      'How long a collection may take. Default: what the scraper allows, and where none waits the interval, from 5s to 30s.',
    ),
  series_limit: z
    .int()
    .min(1)
    .optional()
    .describe(
      'How many series are shown at most. What is above is left out, and counted. Default: no limit; of rows 10000',
    ),
};

/** A schedule as it is used: times in milliseconds. */
export type ScheduleSettings = z.output<z.ZodObject<typeof scheduleFields>>;

/** The schedule of a source; those that only give rows have none. */
export function scheduleOf(settings: object): ScheduleSettings {
  return settings;
}
