import { resolve } from 'node:path';
import type { LogMetric } from '@telltale/collector-logfile';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

const text = z.string().min(1);
const group = text.describe('The group of the pattern whose number it is.');

const head = {
  name: text.describe('Name of the metric.'),
  help: z.string().describe('One sentence for people.'),
  unit: z.string().optional().describe('The base unit, which the name ends in.'),
  pattern: z
    .union([text, z.array(text).min(1)], { error: 'expected a regular expression, or a list' })
    .describe('Regular expressions of RE2 with named groups, (?<name>…); the first that matches.'),
  labels: z
    .union([z.array(text), z.record(text, text)], {
      error: 'expected a list of groups, or label: group',
    })
    .optional()
    .describe('Labels whose values are groups: the names of groups, or label: group.'),
  static_labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('Labels that each series has.'),
  scale: z.number().optional().describe('What the value is multiplied with. Default: 1'),
  max_series: z
    .int()
    .min(1)
    .optional()
    .describe('How many series there are before further ones become one. Default: 10000'),
  idle_timeout: duration
    .optional()
    .describe('After how long a series is dropped that no line speaks of. Default: never'),
};

const metric = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('counter'),
    ...head,
    value: group.optional().describe('The group whose number is added. Default: 1 for each line'),
  }),
  z.strictObject({ type: z.literal('gauge'), ...head, value: group }),
  z.strictObject({
    type: z.literal('histogram'),
    ...head,
    value: group,
    buckets: z.array(z.number()).min(1).optional().describe('Upper bounds, after scale.'),
  }),
]);

/** A log file. */
export const logfileSource = sourceType(
  'logfile',
  'A log file, followed as it is written and rotated: metrics of its lines.',
  {
    fields: {
      path: text.describe('The file, from the folder of the configuration. It may come later.'),
      metrics: z.array(metric).min(1).describe('What becomes of its lines.'),
      start: z
        .enum(['beginning', 'end'])
        .optional()
        .describe('Which lines count of a file that is there at the start. Default: end'),
      encoding: z
        .enum(['utf-8', 'latin1'])
        .optional()
        .describe('How its bytes are text. Default: utf-8'),
      max_line_bytes: z
        .int()
        .min(1)
        .optional()
        .describe('The length above which a line is cut. Default: 65536'),
      max_bytes_per_scrape: z
        .int()
        .min(1)
        .optional()
        .describe('How much a scrape reads at most. Default: 16777216'),
      max_read: duration.optional().describe('How long a scrape reads at most. Default: 2s'),
      rotation_wait: duration
        .optional()
        .describe('How long a file that was replaced is still read. Default: 5s'),
      prefix: z
        .string()
        .optional()
        .describe('What the names of its own metrics begin with. Default: logfile_'),
      ...scheduleFields,
    },
    build: async (settings, { folder, warn }) => {
      const { logfileCollector } = await import('@telltale/collector-logfile');
      return {
        collectors: [
          logfileCollector({
            path: resolve(folder, settings.path),
            metrics: settings.metrics.map(logMetric),
            start: settings.start,
            encoding: settings.encoding,
            maxLineBytes: settings.max_line_bytes,
            maxBytesPerScrape: settings.max_bytes_per_scrape,
            maxReadMs: settings.max_read,
            rotationWaitMs: settings.rotation_wait,
            prefix: settings.prefix,
            onProblem: ({ message }) => {
              warn(message);
            },
          }),
        ],
      };
    },
  },
);

function logMetric({
  static_labels: staticLabels,
  max_series: maxSeries,
  idle_timeout: idleTimeout,
  ...rest
}: z.output<typeof metric>): LogMetric {
  return { ...rest, staticLabels, maxSeries, idleTimeout };
}
