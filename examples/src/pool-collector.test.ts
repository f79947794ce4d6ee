import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';
import { poolCollector } from './pool-collector.ts';

test('the page shows the connections of each pool by state', async () => {
  const pools = [
    { name: 'mysql', active: 10, idle: 5 },
    { name: 'redis', active: 20, idle: 15 },
    { name: 'postgres', active: 8, idle: 12 },
  ];

  expect(await pageOf(poolCollector(pools))).toBe(`\
# HELP pool_connections Connections in the pool, by state.
# TYPE pool_connections gauge
pool_connections{pool_name="mysql",state="active"} 10
pool_connections{pool_name="mysql",state="idle"} 5
pool_connections{pool_name="redis",state="active"} 20
pool_connections{pool_name="redis",state="idle"} 15
pool_connections{pool_name="postgres",state="active"} 8
pool_connections{pool_name="postgres",state="idle"} 12
`);
});

test('a pool that was closed is not on the next page', async () => {
  const pools = new Set([
    { name: 'mysql', active: 1, idle: 2 },
    { name: 'redis', active: 3, idle: 4 },
  ]);
  const collector = poolCollector(pools);
  await pageOf(collector);

  pools.clear();
  pools.add({ name: 'redis', active: 5, idle: 6 });

  expect(await pageOf(collector)).toBe(`\
# HELP pool_connections Connections in the pool, by state.
# TYPE pool_connections gauge
pool_connections{pool_name="redis",state="active"} 5
pool_connections{pool_name="redis",state="idle"} 6
`);
});
