// What a user's code sees of the built packages. The values are never computed: this is compiled only.
import type * as collectorAllocator from '@telltale/collector-allocator';
import type * as collectorAllocatorLinuxArm64 from '@telltale/collector-allocator-linux-arm64';
import type * as collectorAllocatorLinuxX64 from '@telltale/collector-allocator-linux-x64';
import type * as collectorExec from '@telltale/collector-exec';
import type * as collectorHost from '@telltale/collector-host';
import type * as collectorJson from '@telltale/collector-json';
import type * as collectorLogfile from '@telltale/collector-logfile';
import type * as collectorProcess from '@telltale/collector-process';
import type * as collectorRedis from '@telltale/collector-redis';
import type * as collectorRuntime from '@telltale/collector-runtime';
import type * as collectorSql from '@telltale/collector-sql';
import type * as collectorTextfile from '@telltale/collector-textfile';
import type * as exporter from '@telltale/exporter';
import type * as exposition from '@telltale/exposition';
import type * as text from '@telltale/exposition/text';
import type * as http from '@telltale/http';
import type * as fetch from '@telltale/http/fetch';
import type * as node from '@telltale/http/node';
import { Counter } from '@telltale/metrics';
import type * as model from '@telltale/model';
import type * as prometheus from '@telltale/prometheus';
import { Registry } from '@telltale/registry';
import type * as rows from '@telltale/rows';
import type * as testing from '@telltale/testing';

export type Entries = [
  typeof collectorAllocator,
  typeof collectorAllocatorLinuxArm64,
  typeof collectorAllocatorLinuxX64,
  typeof collectorExec,
  typeof collectorHost,
  typeof collectorJson,
  typeof collectorLogfile,
  typeof collectorProcess,
  typeof collectorRedis,
  typeof collectorRuntime,
  typeof collectorSql,
  typeof collectorTextfile,
  typeof exporter,
  typeof exposition,
  typeof text,
  typeof http,
  typeof fetch,
  typeof node,
  typeof model,
  typeof prometheus,
  typeof rows,
  typeof testing,
];

const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests served.',
  labelNames: ['method', 'status'],
});
requests.labels('GET', '200').inc();
requests.inc({ method: 'GET', status: 200 });
// @ts-expect-error a label is missing
requests.inc({ method: 'GET' });
// @ts-expect-error a label is misspelt
requests.inc({ method: 'GET', state: '200' });

const registry = new Registry();
registry.register(requests);
export const families: Promise<readonly model.MetricFamily[]> = registry.gather();
