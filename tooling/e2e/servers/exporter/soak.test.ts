import { describe, expect, test } from 'vitest';
import { clockCanBeMoved } from '../../soak/movable-clock.ts';
import { soak } from '../../soak/soak.ts';
import { need } from '../../src/need.ts';
import { needRedis } from '../redis-server.ts';
import { needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres } from '../sql/postgres-server.ts';

const what = 'a short run of all that may go wrong';
const isThere =
  needPostgres(what) &&
  needMariadb(what) &&
  needRedis(what) &&
  need({
    what,
    command: [clockCanBeMoved ? 'true' : 'false'],
    missing: 'faketime',
    install: 'apt-get install faketime',
  });

describe.runIf(isThere)('an exporter of which everything goes wrong', () => {
  test('shows nothing that is not true, counts on, and holds no more than before', async () => {
    const lines: string[] = [];
    const { wrong, summary } = await soak({
      // Each fault happens once, however long that takes.
      seconds: 1,
      seed: 1,
      log: (line) => lines.push(line),
    });
    console.log(summary);
    expect(wrong, lines.join('\n')).toEqual([]);
  });
});
