import * as library from '@platformatic/prom-client';
import type { Contender } from '../contender.ts';
import { clientOf, defaultMetricsOf, type PromClient } from './prom-client-family.ts';

export const contender: Contender = {
  client: () => clientOf(library as unknown as PromClient),
  defaultMetrics: () => defaultMetricsOf(library as unknown as PromClient),
};
