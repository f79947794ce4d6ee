// pnpm soak: an exporter with sources of all kinds, of which everything goes wrong at random, while each page is held to
// what is true. Ends with 1 where anything was wrong.
import { parseArgs } from 'node:util';
import { clockCanBeMoved } from './movable-clock.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [seconds, seed] = [Number(values.minutes) * 60, Number(values.seed)];
if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error('Usage: pnpm soak [--minutes 60] [--seed NUMBER]');
  process.exit(2);
}
console.log(`seed ${seed}${clockCanBeMoved ? '' : '; the clock stays: faketime is not installed'}`);
const { wrong, summary } = await soak({
  seconds,
  seed,
  log: (line) => {
    console.log(`${new Date().toISOString()} ${line}`);
  },
});
for (const line of wrong.slice(0, 20)) console.log(line);
console.log(summary);
process.exitCode = wrong.length === 0 ? 0 : 1;
