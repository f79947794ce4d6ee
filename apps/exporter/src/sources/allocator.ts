import { resolve } from 'node:path';
import { allocatorCollector } from '@telltale/collector-allocator';
import * as z from 'zod';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

/** The native memory allocator of the exporter's own process. */
export const allocatorSource = sourceType(
  'allocator',
  "The native memory allocator of the exporter's own process.",
  {
    fields: {
      addon: z.string().optional().describe('Path of the compiled addon.'),
      jemalloc: z
        .strictObject({
          arenas: z.boolean().optional().describe('Shows each arena. Default: false'),
          bins: z.boolean().optional().describe('Shows each size. Default: false'),
          options: z.boolean().optional().describe('Shows its options. Default: true'),
          plain_names: z
            .boolean()
            .optional()
            .describe('Shows jemalloc_allocated and others without a unit as well.'),
        })
        .optional()
        .describe('What is shown besides where jemalloc is in charge.'),
      ...scheduleFields,
    },
    build: ({ addon, jemalloc }, { folder }) => ({
      collectors: [
        allocatorCollector({
          addon: addon === undefined ? undefined : resolve(folder, addon),
          jemalloc: jemalloc && {
            arenas: jemalloc.arenas,
            bins: jemalloc.bins,
            options: jemalloc.options,
            plainNames: jemalloc.plain_names,
          },
        }),
      ],
    }),
  },
);
