import { resolve } from 'node:path';
import { ConfigError } from '@telltale/model';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { secret } from '../config/secret.ts';
import { labelsField, sourceType } from './source-type.ts';

const command = z.array(z.union([z.string(), z.number().transform(String)])).min(1);
const exitCodes = z.union([z.array(z.int().min(0).max(255)).min(1), z.literal('any')], {
  error: 'expected a list of exit codes from 0 to 255, or any',
});

const head = { command, exit_codes: exitCodes.optional() };

const execQuery = z
  .discriminatedUnion('format', [
    z.strictObject({ ...head, format: z.literal('json') }),
    z.strictObject({
      ...head,
      format: z.literal('csv'),
      delimiter: z.string().min(1).optional(),
      columns: z.array(z.string().min(1)).min(1).optional(),
    }),
    z.strictObject({
      ...head,
      format: z.literal('lines'),
      pattern: z.string().min(1),
      unmatched: z.enum(['skip', 'error']).optional(),
    }),
    z.strictObject({ ...head, format: z.literal('exit') }),
  ])
  .transform(({ exit_codes: codes, ...rest }) => ({
    ...rest,
    ...(codes !== undefined && { exitCodes: codes }),
  }));

/** Commands of this machine. */
export const execSource = sourceType(
  'exec',
  'Commands of this machine. One that prints metrics is given here; those that print rows are the queries of collectors.',
  {
    query: execQuery,
    fields: {
      command: command
        .optional()
        .describe('A program that prints a page of metrics, and its arguments. No shell is used.'),
      exit_codes: exitCodes
        .optional()
        .describe('With command, the exit codes with which its output is taken. Default: 0'),
      content_type: z
        .string()
        .min(1)
        .optional()
        .describe('With command, the format that it prints. Default: text/plain; version=0.0.4'),
      cwd: z
        .string()
        .min(1)
        .optional()
        .describe('The folder that commands run in. Default: that of the configuration'),
      env: z
        .record(z.string(), z.string())
        .optional()
        .describe('The environment of commands; little of that of the exporter is passed on.'),
      pass_env: z
        .array(z.string())
        .optional()
        .describe('Variables that are passed on. Default: [PATH]'),
      secret_env: z
        .record(z.string(), secret)
        .optional()
        .describe('Variables whose values are secret.'),
      timeout: duration
        .optional()
        .describe('How long a command may take, whoever waits. Default: 10s'),
      kill_grace: duration
        .optional()
        .describe('How long a command has to end when asked, before it is ended. Default: 500ms'),
      max_output_bytes: z
        .int()
        .min(1)
        .optional()
        .describe('How much a command may print. Default: 4194304'),
      max_concurrent: z
        .int()
        .min(1)
        .optional()
        .describe('How many commands run at the same time. Default: 4'),
      ...labelsField,
      ...scheduleFields,
    },
    build: async (settings, { name, folder }) => {
      const { execCollector, execSource: execRows } = await import('@telltale/collector-exec');
      const options = {
        cwd: resolve(folder, settings.cwd ?? '.'),
        env: settings.env,
        passEnv: settings.pass_env,
        secretEnv:
          settings.secret_env &&
          Object.fromEntries(
            Object.entries(settings.secret_env).map(([key, value]) => [key, value.reveal()]),
          ),
        timeoutMs: settings.timeout,
        killGraceMs: settings.kill_grace,
        maxOutputBytes: settings.max_output_bytes,
        maxConcurrent: settings.max_concurrent,
      };
      const { command: page, exit_codes: codes, content_type: contentType } = settings;
      if (page === undefined) {
        if (codes !== undefined || contentType !== undefined) {
          throw new ConfigError(
            'exit_codes and content_type are of the page that command prints: give command, or leave them out.',
          );
        }
        return { rows: execRows(options) };
      }
      if (settings.labels !== undefined) {
        throw new ConfigError(
          'labels are of rows: a page that command prints has its own. Leave them out.',
        );
      }
      const query = { command: page, format: 'exposition', exitCodes: codes, contentType } as const;
      return { collectors: [execCollector({ name, source: options, query })] };
    },
  },
);
