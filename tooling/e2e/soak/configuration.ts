/** Where the servers are. */
export interface Ports {
  readonly postgres: number;
  readonly mariadb: number;
  readonly redis: number;
  readonly web: string;
}

/** A configuration with a source of each kind; `more` adds a collector that the other has not. */
export function configurationOf({ postgres, mariadb, redis, web }: Ports, more: boolean): string {
  const password = { env: 'SOAK_PASSWORD' };
  const gauge = (name: string, values: string) => [
    { type: 'gauge', name: `soak_${name}`, help: 'What is there.', values },
  ];
  const sql = 'SELECT n FROM beat';
  return JSON.stringify({
    sources: {
      process: { type: 'process' },
      runtime: { type: 'runtime' },
      pg: { type: 'postgres', port: postgres, user: 'owner', database: 'postgres', password },
      maria: { type: 'mariadb', port: mariadb, user: 'reader', database: 'shop', password },
      cache: { type: 'redis', port: redis },
      service: { type: 'json', url: web },
      files: { type: 'textfile', directories: ['./textfile'] },
      shell: { type: 'exec' },
      log: {
        type: 'logfile',
        path: './soak.log',
        metrics: [{ type: 'counter', name: 'soak_logfile', help: 'Lines.', pattern: '^beat ' }],
      },
    },
    collectors: {
      postgres: { source: 'pg', query: sql, metrics: gauge('postgres', 'n') },
      mariadb: { source: 'maria', query: sql, metrics: gauge('mariadb', 'n') },
      redis: { source: 'cache', query: ['GET', 'beat'], metrics: gauge('redis', 'value') },
      web: {
        source: 'service',
        query: { rows: '$', columns: { n: '$.beat' } },
        metrics: gauge('web', 'n'),
      },
      scheduled: {
        source: 'pg',
        mode: 'interval',
        interval: '1s',
        query: sql,
        metrics: gauge('scheduled', 'n'),
      },
      ...(more && {
        added: {
          source: 'shell',
          query: { command: ['/bin/echo', '42'], format: 'lines', pattern: '(?<value>.+)' },
          metrics: gauge('added', 'value'),
        },
      }),
    },
  });
}
