/** Pages of docs that need a server, which `servers/docs.test.ts` follows. */
export const docsWithServers = [
  'docs/custom-exporter/prometheus.md',
  'docs/exporter/sources/mysql.md',
  'docs/exporter/sources/postgres.md',
  'docs/exporter/sources/redis.md',
] as const;

/** Pages whose commands are not run as they stand: they are about other machines, or a browser, and have tests of their own. */
export const docsNotFollowed = [
  'docs/exporter/deployment.md',
  'docs/exporter/page.md',
  'docs/exporter/performance.md',
  'docs/exporter/web-configuration.md',
] as const;
