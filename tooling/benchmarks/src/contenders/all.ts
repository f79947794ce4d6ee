import type { Contender } from '../contender.ts';

/** A contender by name, before anything of it is loaded. */
export interface Listed {
  /** As on the command line and in the table; also the name of the package, if there is one. */
  readonly name: string;
  /** Whose version is told: more than one where a client comes in parts. */
  readonly packages: readonly string[];
  /** Cases that it is not ready for, though it will be. */
  readonly notYet: readonly string[];
  /** Loads it; each process loads one only. */
  load(): Promise<{ contender: Contender }>;
}

export const telltaleName = 'telltale';

export const listed: readonly Listed[] = [
  {
    name: telltaleName,
    packages: [],
    // Its pages are made anew each time until there is an encoder that keeps what it rendered.
    notYet: ['memory-kept'],
    load: () => import('./telltale.ts'),
  },
  {
    name: '@prometheus-io/client',
    packages: ['@prometheus-io/client'],
    notYet: [],
    load: () => import('./prometheus-io-client.ts'),
  },
  {
    name: 'prom-client',
    packages: ['prom-client'],
    notYet: [],
    load: () => import('./prom-client.ts'),
  },
  {
    name: '@platformatic/prom-client',
    packages: ['@platformatic/prom-client'],
    notYet: [],
    load: () => import('./platformatic-prom-client.ts'),
  },
  {
    name: '@opentelemetry/sdk-metrics',
    packages: ['@opentelemetry/sdk-metrics', '@opentelemetry/exporter-prometheus'],
    notYet: [],
    load: () => import('./opentelemetry.ts'),
  },
  {
    name: 'parse-prometheus-text-format',
    packages: ['parse-prometheus-text-format'],
    notYet: [],
    load: () => import('./parse-prometheus-text-format.ts'),
  },
];
