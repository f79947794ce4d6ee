import * as z from 'zod';
import { sourceSchema } from '../sources/source-types.ts';
import { anyQuery, collectorSchema } from './collector-schema.ts';
import { duration } from './duration.ts';
import { moduleSchema } from './module-schema.ts';

/** What a source or a collector may be called: it becomes a label value, and a parameter of URLs. */
const name = z.string().regex(/^[A-Za-z_][\w.-]*$/, {
  error: 'a name begins with a letter or _ and has only letters, digits, and the characters _ . -',
});

/** The whole of a configuration. */
export const configSchema = z
  .strictObject({
    global: z
      .strictObject({
        scrape_timeout: duration
          .optional()
          .describe(
            'How long a scrape may take at most, whatever the scraper allows. Default: 10s',
          ),
        scrape_timeout_offset: duration
          .optional()
          .describe(
            'How much earlier than the scraper gives up a scrape is answered with what is there. Default: 500ms',
          ),
        reload_timeout: duration
          .optional()
          .describe('How long a reload may take to build and collect first. Default: 30s'),
      })
      .optional()
      .describe('What holds for all.'),
    sources: z
      .record(name, sourceSchema)
      .optional()
      .describe('Where metrics come from, by a name of your choice.'),
    queries: z
      .record(name, anyQuery)
      .optional()
      .describe('Queries that several collectors ask, by a name of your choice.'),
    collectors: z
      .record(name, collectorSchema)
      .optional()
      .describe('What is asked of sources of rows, by a name of your choice.'),
    modules: z
      .record(name, moduleSchema)
      .optional()
      .describe('How targets are probed at /probe?module=NAME&target=TARGET.'),
  })
  .describe('The configuration of telltale-exporter.');

/** A configuration as it is written. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration as it is used: times in milliseconds, secrets as objects that do not show them. */
export type Config = z.output<typeof configSchema>;

/** The schema for editors, and for programs that write configurations. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(configSchema, { io: 'input', reused: 'inline' });
  return { ...schema, title: 'telltale-exporter' };
}
