import { resolve } from 'node:path';
import { ConfigError, isMetric, type Collector, type Metric } from '@telltale/model';
import type { RowSource } from '@telltale/rows';
import * as z from 'zod';
import { anyQuery } from '../config/collector-schema.ts';
import { secret } from '../config/secret.ts';
import { loadModule, moduleVersion } from './loaded-module.ts';
import type { ProbeTarget } from '../probe/probe-target.ts';
import { scheduleFields } from '../config/schedule-fields.ts';
import { labelsField, sourceType } from './source-type.ts';

/** A secret, which is `<secret>` however it is printed. */
export interface ModuleSecret {
  /** The value itself. */
  reveal(): string;
}

/** What a module of collectors is called with. */
export interface ModuleContext {
  /** Name of the source in the configuration. */
  readonly name: string;
  /** `options:` of the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `secrets:` of the configuration. */
  readonly secrets: Readonly<Record<string, ModuleSecret>>;
  /** What is probed, where it is called for `/probe`. */
  readonly target?: ProbeTarget | undefined;
}

/** What a module makes: collectors, or a source of rows that the collectors of the configuration ask. */
export type ModuleSource = Collector | readonly Collector[] | RowSource<unknown>;

/** What a module exports as its default: what it makes, or a function that makes it. */
export type CollectorModule =
  ModuleSource | ((context: ModuleContext) => ModuleSource | Promise<ModuleSource>);

/** Collectors of the user's own, in a file. */
export const moduleSource = sourceType(
  'module',
  'A JavaScript or TypeScript module: its default export is a collector, a list of them, a source of rows, or a function ' +
    'that makes one of these.',
  {
    query: anyQuery,
    takesTarget: true,
    fields: {
      path: z.string().min(1).describe('The file, from the folder of the configuration.'),
      options: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('Given to the function as `options`.'),
      secrets: z
        .record(z.string(), secret)
        .optional()
        .describe('Given to the function as `secrets`; each has reveal().'),
      ...labelsField,
      ...scheduleFields,
    },
    fingerprint: ({ path }, { folder }) => moduleVersion(resolve(folder, path)),
    async build({ path, options = {}, secrets = {} }, { name, folder, target }) {
      const file = resolve(folder, path);
      const { default: exported } = await loadModule(file);
      const made: unknown =
        typeof exported === 'function'
          ? await (exported as (context: ModuleContext) => unknown)({
              name,
              options,
              secrets,
              target,
            })
          : exported;
      if (isRowSource(made)) return { rows: made };
      const collectors = [made].flat();
      const wrong = collectors.find((collector) => !isCollector(collector));
      if (wrong === undefined && collectors.length > 0) {
        return { collectors: grouped(name, collectors as Collector[]) };
      }
      for (const collector of collectors) (collector as Partial<Disposable>)[Symbol.dispose]?.();
      const got =
        collectors.length === 0 ? 'no collector' : wrong === null ? 'null' : `a ${typeof wrong}`;
      throw new ConfigError(
        `the module ${file} gives ${got}: expected a collector, a list of them, a source of rows, or a function that ` +
          'makes one of these as its default export.',
      );
    },
  },
);

/** Metrics are one collector together; each other collector fails by itself. */
function grouped(name: string, collectors: readonly Collector[]): Collector[] {
  const metrics = collectors.filter((collector) => isMetric(collector));
  const rest = collectors.filter((collector) => !isMetric(collector));
  if (metrics.length === 0) return rest;
  return [{ name, collect: (buf: Metric[]) => void buf.push(...metrics) }, ...rest];
}

function isCollector(value: unknown): value is Collector {
  const { name, collect } = (value ?? {}) as Partial<Collector>;
  return typeof name === 'string' && name !== '' && typeof collect === 'function';
}

function isRowSource(value: unknown): value is RowSource<unknown> {
  const { type, query } = (value ?? {}) as Partial<RowSource<unknown>>;
  return typeof type === 'string' && typeof query === 'function';
}
