import * as library from '@platformatic/prom-client';
import type { Contender } from '../contender.ts';
import { clientOf, type PromClient } from './prom-client-family.ts';

export const platformaticPromClient: Contender = {
  name: '@platformatic/prom-client',
  client: () => clientOf(library as unknown as PromClient),
};
