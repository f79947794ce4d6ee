import { expect, it } from 'vitest';
import { infoColumns, infoRows } from './info-rows.ts';

const text = `# Server\r
redis_version:7.0.15\r
executable:/usr/bin/redis-server\r
config_file:\r
\r
# Commandstats\r
cmdstat_config|get:calls=2,usec=9,usec_per_call=4.50\r
# Keyspace\r
db0:keys=3,expires=0,avg_ttl=0\r
# Odd\r
__proto__:a=1\r
url:redis://x:1/?a=b\r
`;

it('makes columns of INFO', () => {
  expect(Object.entries(infoColumns(text))).toEqual([
    ['redis_version', '7.0.15'],
    ['executable', '/usr/bin/redis-server'],
    ['config_file', ''],
    ['cmdstat_config|get', 'calls=2,usec=9,usec_per_call=4.50'],
    ['cmdstat_config|get.calls', '2'],
    ['cmdstat_config|get.usec', '9'],
    ['cmdstat_config|get.usec_per_call', '4.50'],
    ['db0', 'keys=3,expires=0,avg_ttl=0'],
    ['db0.keys', '3'],
    ['db0.expires', '0'],
    ['db0.avg_ttl', '0'],
    ['__proto__', 'a=1'],
    ['__proto__.a', '1'],
    ['url', 'redis://x:1/?a=b'],
  ]);
});

it('makes rows of INFO', () => {
  expect(infoRows(text).slice(3, 5)).toEqual([
    {
      section: 'Commandstats',
      field: 'cmdstat_config|get',
      value: 'calls=2,usec=9,usec_per_call=4.50',
      calls: '2',
      usec: '9',
      usec_per_call: '4.50',
    },
    {
      section: 'Keyspace',
      field: 'db0',
      value: 'keys=3,expires=0,avg_ttl=0',
      keys: '3',
      expires: '0',
      avg_ttl: '0',
    },
  ]);
});
