import { collectorSuite } from '@telltale/testing/vitest';
import { processCollector } from './process-collector.ts';

collectorSuite({ name: 'processCollector', create: () => processCollector() });
collectorSuite({
  name: 'processCollector without its source',
  create: () => processCollector({ procRoot: '/nonexistent' }),
});
