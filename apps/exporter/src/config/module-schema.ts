import * as z from 'zod';
import { sourceSchema } from '../sources/source-types.ts';
import { collectorSchema } from './collector-schema.ts';

/** How targets are probed that Prometheus names. */
export const moduleSchema = z.strictObject({
  source: sourceSchema.describe('What is made anew for each target; its type must take targets.'),
  targets: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'What may be probed: host, host:port, *.domain, address or range. Where there are addresses, names must lead to these.',
    ),
  collectors: z
    .record(
      z.string(),
      collectorSchema.omit({
        source: true,
        mode: true,
        interval: true,
        cron: true,
        jitter: true,
        cache_ttl: true,
      }),
    )
    .optional()
    .describe('What is asked of the source, where it gives rows.'),
});
export type ModuleSettings = z.output<typeof moduleSchema>;
