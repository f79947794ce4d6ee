import * as library from 'prom-client';
import type { Contender } from '../contender.ts';
import { clientOf, type PromClient } from './prom-client-family.ts';

export const promClient: Contender = {
  name: 'prom-client',
  client: () => clientOf(library as unknown as PromClient),
};
