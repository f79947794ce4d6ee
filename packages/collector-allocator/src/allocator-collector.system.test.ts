import { describe, expect, it } from 'vitest';
import { value } from '@telltale/testing';
import { allocatorCollector } from './allocator-collector.ts';
import { addonIsBuilt, builtAddon } from './built-addon.ts';

// Which allocator this process runs on is not known here: tests on each of them start their own.
describe.runIf(addonIsBuilt('tests of the addon in this process'))(
  'allocatorCollector here',
  () => {
    it('finds the addon of its optional package', async () => {
      const given = allocatorCollector({ addon: builtAddon });
      const found = allocatorCollector();
      const reason = async (collector: typeof given): Promise<string> => {
        const buf: Parameters<typeof given.collect>[0] = [];
        await collector.collect(buf, { signal: new AbortController().signal });
        const [series] = [...buf[0]!.snapshot().series];
        return series!.labels['reason']!;
      };
      expect(await reason(given)).toBe('found');
      expect(await reason(found)).toBe('found');
    });

    it('sees memory that is allocated, where this is glibc', async ({ skip }) => {
      const collector = allocatorCollector({ addon: builtAddon });
      const allocated = (): Promise<number | undefined> =>
        value(collector, 'glibc_malloc_allocated_bytes').catch(() => undefined);
      const before = await allocated();
      if (before === undefined) return skip('another allocator');
      const blocks = Array.from({ length: 10_000 }, () => Buffer.allocUnsafeSlow(1024));
      const after = (await allocated())!;
      expect(after - before).toBeGreaterThan(blocks.length * 1024);
      expect(after - before).toBeLessThan(blocks.length * 1024 * 3);
    });
  },
);
