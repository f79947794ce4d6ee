import { collectorSuite } from '@telltale/testing/vitest';
import { runtimeCollector } from './runtime-collector.ts';

collectorSuite({ name: 'runtimeCollector', create: () => runtimeCollector() });
