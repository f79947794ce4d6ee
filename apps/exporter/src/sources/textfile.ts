import { resolve } from 'node:path';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { sourceType } from './source-type.ts';

/** What other programs wrote into text files. */
export const textfileSource = sourceType(
  'textfile',
  'What other programs wrote into *.prom files, as node_exporter shows it.',
  {
    fields: {
      directories: z
        .array(z.string().min(1))
        .min(1)
        .describe('Folders whose *.prom files are read; each may be a pattern.'),
      prefix: z
        .string()
        .optional()
        .describe('What the names of its own two metrics begin with. Default: node_textfile_'),
      max_file_bytes: z
        .int()
        .min(1)
        .optional()
        .describe('The size above which a file is not read. Default: 16777216'),
      answer_timeout: duration
        .optional()
        .describe(
          'How long the list of a folder, and then each of its files, may take. Default: 2s',
        ),
      ...scheduleFields,
    },
    build: async (options, { folder, warn }) => {
      const { textfileCollector } = await import('@telltale/collector-textfile');
      return {
        collectors: [
          textfileCollector({
            directories: options.directories.map((directory) => resolve(folder, directory)),
            prefix: options.prefix,
            maxFileBytes: options.max_file_bytes,
            answerTimeoutMs: options.answer_timeout,
            onProblem: ({ file, message }) => {
              warn(`${file}: ${message}`);
            },
          }),
        ],
      };
    },
  },
);
