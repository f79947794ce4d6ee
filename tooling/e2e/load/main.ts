// pnpm load: 200 scrapes a second of a page of 20,000 series for a minute, plain and in gzip. Ends with 1 where any
// scrape failed, the rate was not kept, or memory grew.
import { parseArgs } from 'node:util';
import { markdownTable } from '../servers/markdown-table.ts';
import { load } from './load.ts';
import { faultsOf, memoryOfThirds } from './verdict.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    series: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '60' },
  },
});
const [ratePerSecond, series, seconds] = [values.rate, values.series, values.seconds].map(Number);
if (!ratePerSecond || !series || !seconds) {
  console.error('Usage: pnpm load [--rate 200] [--series 20000] [--seconds 60]');
  process.exit(2);
}
const rows: string[][] = [];
for (const isCompressed of [false, true]) {
  const result = await load({ ratePerSecond, series, seconds, isCompressed, maxRequests: 0 });
  const { milliseconds, residentMegabytes } = result;
  const failed = faultsOf(result, seconds);
  if (failed.length > 0) process.exitCode = 1;
  rows.push([
    isCompressed ? 'gzip' : 'plain',
    `${result.answered} of ${result.sent}`,
    failed.join('; ') || 'none',
    [milliseconds.p50, milliseconds.p90, milliseconds.p99, milliseconds.most]
      .map((ms) => ms.toFixed(1))
      .join(' / '),
    result.processorMs.toFixed(2),
    [residentMegabytes[0] ?? NaN, ...memoryOfThirds(residentMegabytes)]
      .map((megabytes) => megabytes.toFixed(0))
      .join(' / '),
    String(result.late),
  ]);
}
const head = [
  'page',
  'answered',
  'faults',
  'ms: p50 / p90 / p99 / most',
  'processor ms a scrape',
  'resident MB: before / middle third / last third',
  'sent late',
];
console.log(`${ratePerSecond} scrapes a second of ${series} series for ${seconds} s\n`);
console.log(markdownTable(head, rows));
