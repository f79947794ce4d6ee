import { runtimeCollector } from '@telltale/collector-runtime';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

/** The groups by the names that they have in a configuration. */
const groups = {
  event_loop: 'eventLoop',
  gc: 'gc',
  heap: 'heap',
  active_resources: 'activeResources',
  workers: 'workers',
  network: 'network',
  versions: 'versions',
} as const;

const names = z
  .array(z.enum(Object.keys(groups) as (keyof typeof groups)[]))
  .transform((list) => list.map((name) => groups[name]));
const buckets = z.array(z.number()).min(1);

/** The Node.js that the exporter runs on. */
export const runtimeSource = sourceType('runtime', 'The Node.js that the exporter runs on.', {
  fields: {
    include: names.optional().describe('The only groups that are shown.'),
    exclude: names.optional().describe('Groups that are not shown.'),
    event_loop: z
      .strictObject({
        resolution: duration.optional().describe('Time between two samples. Default: 20ms'),
        window: duration.optional().describe('How far the lag gauges look back. Default: 1m'),
        buckets: buckets.optional().describe('Upper bounds in seconds.'),
      })
      .optional()
      .describe('How the delay of the event loop is measured.'),
    gc: z
      .strictObject({
        buckets: buckets.optional().describe('Upper bounds in seconds.'),
        reclaimed: z.boolean().optional().describe('Whether freed bytes are shown. Default: true'),
      })
      .optional()
      .describe('What is shown of garbage collection.'),
    ...scheduleFields,
  },
  build: ({ include, exclude, event_loop: eventLoop, gc }) => ({
    collectors: [
      runtimeCollector({
        include,
        exclude,
        eventLoop: eventLoop && {
          resolutionMs: eventLoop.resolution,
          windowMs: eventLoop.window,
          buckets: eventLoop.buckets,
        },
        gc,
      }),
    ],
  }),
});
