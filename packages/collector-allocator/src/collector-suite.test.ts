import { collectorSuite } from '@telltale/testing/vitest';
import { allocatorCollector } from './allocator-collector.ts';

collectorSuite({ name: 'allocatorCollector', create: () => allocatorCollector() });
collectorSuite({
  name: 'allocatorCollector without its addon',
  create: () => allocatorCollector({ addon: '/nonexistent/allocator.node' }),
});
