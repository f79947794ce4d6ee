// pnpm compare:sql-exporter: asks the same of a PostgreSQL and a MariaDB by Debian's prometheus-sql-exporter and by
// what `telltale-exporter convert` makes of its configuration, and prints the samples of both as a table on stdout.
import { spawnSync } from 'node:child_process';
import { markdownTable } from '../markdown-table.ts';
import { SideBySide, sqlExporter } from './side-by-side.ts';

if (spawnSync('sh', ['-c', `command -v ${sqlExporter}`]).status !== 0) {
  console.error(
    `${sqlExporter} does not run here. Install it: apt-get install ${sqlExporter} postgresql mariadb-server`,
  );
  process.exit(1);
}
await using both = await SideBySide.start();
const [ours, theirs] = [await both.ours(), await both.theirs()];
const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
const different = names.filter((name) => ours[name] !== theirs[name]);
console.log(
  markdownTable(
    ['sample', 'ours', 'theirs', ''],
    names.map((name) => [
      `\`${name}\``,
      String(ours[name] ?? '–'),
      String(theirs[name] ?? '–'),
      ours[name] === theirs[name] ? 'equal' : 'DIFFERS',
    ]),
  ),
);
console.log(`\n${names.length} samples, ${different.length} differ.`);
process.exitCode = different.length === 0 ? 0 : 1;
