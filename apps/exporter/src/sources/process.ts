import { processCollector } from '@telltale/collector-process';
import * as z from 'zod';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

/** The exporter's own process. */
export const processSource = sourceType('process', "The exporter's own process.", {
  fields: {
    proc_root: z.string().optional().describe('Where proc is mounted. Default: /proc'),
    ...scheduleFields,
  },
  build: (options) => ({ collectors: [processCollector({ procRoot: options.proc_root })] }),
});
