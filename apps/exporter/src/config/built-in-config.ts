import { cwd } from 'node:process';
import { ConfigError } from '@telltale/model';
import type { SourceOptions } from '../sources/source-types.ts';
import type { LoadedConfig } from './load-config.ts';

/** What is served where no configuration is given, besides the exporter's own sources. */
export function builtInConfig(): LoadedConfig {
  const sources = { host: { type: 'host' } } as const;
  return {
    config: { sources },
    file: undefined,
    shown: { sources },
    folder: cwd(),
    problemAt: (_path, message) => new ConfigError(message),
  };
}

/** The sources that speak of the program itself; a source of the same name or type in a configuration takes their place. */
export const ownSources: Readonly<Record<string, SourceOptions>> = {
  process: { type: 'process' },
  runtime: { type: 'runtime' },
  allocator: { type: 'allocator' },
};
