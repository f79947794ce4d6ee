import type { Contender } from '../contender.ts';

/** A contender by name, before anything of it is loaded. */
export interface Listed {
  /** As on the command line and in the table; also the name of the package, if there is one. */
  readonly name: string;
  /** Whose version is told: more than one where a client comes in parts. */
  readonly packages: readonly string[];
  /** Loads it; each process loads one only. */
  load(): Promise<{ contender: Contender }>;
}

export const telltaleName = 'telltale';
/** The same in another way, so no peer. */
export const sharedMemoryName = 'telltale-shared-memory';

export const listed: readonly Listed[] = [
  {
    name: telltaleName,
    packages: [],
    load: () => import('./telltale.ts'),
  },
  {
    name: sharedMemoryName,
    packages: [],
    load: () => import('./telltale-shared-memory.ts'),
  },
  {
    name: '@prometheus-io/client',
    packages: ['@prometheus-io/client'],
    load: () => import('./prometheus-io-client.ts'),
  },
  {
    name: 'prom-client',
    packages: ['prom-client'],
    load: () => import('./prom-client.ts'),
  },
  {
    name: '@platformatic/prom-client',
    packages: ['@platformatic/prom-client'],
    load: () => import('./platformatic-prom-client.ts'),
  },
  {
    name: '@opentelemetry/sdk-metrics',
    packages: ['@opentelemetry/sdk-metrics', '@opentelemetry/exporter-prometheus'],
    load: () => import('./opentelemetry.ts'),
  },
  {
    name: 'parse-prometheus-text-format',
    packages: ['parse-prometheus-text-format'],
    load: () => import('./parse-prometheus-text-format.ts'),
  },
];
