import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { readDocsPage, withOtherPorts } from '../src/docs-page.ts';
import { DocsReader } from '../src/docs-reader.ts';
import type { docsWithServers } from '../src/docs-lists.ts';
import { blocksIn } from '../src/markdown-blocks.ts';
import { publishedPackages, repository } from '../src/repository.ts';
import { freePort } from './free-port.ts';
import { needPrometheus } from './prometheus-server.ts';
import { needRedis, RedisServer } from './redis-server.ts';
import { MariadbServer, needMariadb } from './sql/mariadb-server.ts';
import { needPostgres, PostgresServer } from './sql/postgres-server.ts';

/** A server that a page takes for granted, with what the page puts into it. */
interface PreparedServer extends AsyncDisposable {
  readonly port: number;
}

interface Need {
  readonly isThere: boolean;
  /** The port that the page has for the server. */
  readonly port?: number;
  readonly start?: (page: string) => Promise<PreparedServer>;
}

const what = 'the pages of docs about servers';

const needs: Readonly<Record<(typeof docsWithServers)[number], Need>> = {
  'docs/custom-exporter/prometheus.md': { isThere: needPrometheus(what) },
  'docs/exporter/sources/mysql.md': {
    isThere: needMariadb(what),
    port: 3306,
    async start(page) {
      const server = await MariadbServer.start();
      for (const statement of statementsIn(page)) await server.admin(statement);
      return server;
    },
  },
  'docs/exporter/sources/postgres.md': {
    isThere: needPostgres(what),
    port: 5432,
    async start(page) {
      const server = await PostgresServer.start();
      for (const statement of statementsIn(page)) await server.admin(statement);
      return server;
    },
  },
  'docs/exporter/sources/redis.md': {
    isThere: needRedis(what),
    port: 6379,
    start: () => RedisServer.start(),
  },
};

function statementsIn(page: string): string[] {
  return blocksIn(page)
    .filter(({ language }) => language === 'sql')
    .flatMap(({ code }) => code.split(/;\s*$/m))
    .filter((statement) => statement.trim() !== '');
}

/** A folder in which the packages are installed as they are in this checkout, unbuilt. */
let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-docs-')));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  for (const { name, folder } of publishedPackages()) {
    mkdirSync(join(root, 'node_modules', dirname(name)), { recursive: true });
    symlinkSync(folder, join(root, 'node_modules', name));
  }
  const main = join(repository, 'apps/exporter/src/main.ts');
  const script = `#!/bin/sh\nexec node --conditions=@telltale/source ${main} "$@"\n`;
  writeFileSync(join(root, 'telltale-exporter'), script, { mode: 0o755 });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe.each(Object.entries(needs))('%s', (name, { isThere, port, start }) => {
  test.runIf(isThere)('can be followed from top to bottom', async () => {
    const text = readFileSync(join(repository, name), 'utf8');
    await using server = await start?.(text);
    const here = server === undefined ? text : text.replaceAll(String(port), String(server.port));
    const { steps } = readDocsPage(await withOtherPorts(here, portFor(server)));
    await using reader = new DocsReader({
      folder: join(root, name.replace(/\.md$/, '')),
      env: {
        PATH: [root, dirname(process.execPath), process.env['PATH']].join(':'),
        NODE_OPTIONS: '--conditions=@telltale/source',
      },
    });
    for (const step of steps) await reader.follow(step);
  });
});

/** Others than that of the server are free ones. */
function portFor(server: PreparedServer | undefined) {
  return (port: string): number | Promise<number> =>
    Number(port) === server?.port ? server.port : freePort();
}
