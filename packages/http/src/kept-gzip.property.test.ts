import { gunzipSync } from 'node:zlib';
import { encode, negotiate } from '@telltale/exposition';
import { Counter, Gauge } from '@telltale/metrics';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptPages } from './kept-pages.ts';
import { nodeCodings } from './node-codings.ts';

/** Some 300 kB in all, so that a page has blocks of several families and families of several blocks. */
const rows = [3000, 10, 4000];
const step = fc.record({
  which: fc.nat({ max: rows.length - 1 }),
  kind: fc.constantFrom('write', 'write', 'write', 'remove', 'grow', 'reset'),
  row: fc.nat({ max: 5000 }),
  value: fc.oneof(fc.nat({ max: 9 }), fc.double({ min: 0, max: 1e9, noNaN: true })),
});

it('gzip of kept pages is read as the page of encode(), whatever has changed in between', async () => {
  const gzip = nodeCodings().get('gzip')!;
  const pages = fc.array(fc.array(step, { maxLength: 5 }), { minLength: 1, maxLength: 5 });
  const format = fc.constantFrom(
    negotiate('text/plain'),
    negotiate('application/openmetrics-text;version=1.0.0'),
  );
  await fc.assert(
    fc.asyncProperty(pages, format, async (changes, form) => {
      const kept = new KeptPages();
      const metrics = rows.map((count, which) => {
        const head = { name: `m${which}_total`, help: 'H.', labelNames: ['queue'] };
        const metric = which === 0 ? new Gauge(head) : new Counter(head);
        for (let row = 0; row < count; row++) metric.inc({ queue: `queue-${row}` }, row);
        return metric;
      });
      for (const steps of changes) {
        for (const { which, kind, row, value } of steps) {
          const metric = metrics[which]!;
          const labels = { queue: `queue-${row}` };
          if (kind === 'remove') metric.remove(labels);
          else if (kind === 'reset') metric.reset();
          else if (kind === 'write') metric.inc(labels, value);
          else for (let more = 0; more < 500; more++) metric.inc({ queue: `${row}-${more}` }, more);
        }
        const families = metrics.map((metric) => metric.snapshot());
        const page = await kept.page(families, form);
        const read = gunzipSync(Buffer.concat(await page.compressed(gzip)));
        expect(read.equals(encode(families, form))).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
