import { disableCollectors, gather, registry } from '@telltale/prometheus';
import { expect, test } from 'vitest';

test('the default registry has the collectors of the process, of Node.js and of the memory allocator', async () => {
  expect(
    registry()
      .collectors()
      .map((collector) => collector.name),
  ).toEqual(['process', 'runtime', 'allocator']);
  const page = await gather();
  expect(page).toContain('\nprocess_start_time_seconds ');
  expect(page).toContain('\nnodejs_version_info{');
  expect(page).toContain('allocator_available{');
});

test('one of them can be found by its name and unregistered', async () => {
  const runtime = registry()
    .collectors()
    .find((collector) => collector.name === 'runtime');

  expect(registry().unregister(runtime!)).toBe(true);

  const page = await gather();
  expect(page).toContain('\nprocess_start_time_seconds ');
  expect(page).not.toContain('nodejs_version_info');
});

test('disableCollectors() does the same by name, and ends what the collector measures', async () => {
  disableCollectors('process', 'allocator');

  expect(registry().collectors()).toEqual([]);
  expect(await gather()).toBe('');
});
