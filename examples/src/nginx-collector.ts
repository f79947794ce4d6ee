import { constantFamily, type Collector, type Metric } from '@telltale/model';

/** What the page of `stub_status` says. */
interface NginxStatus {
  readonly active: number;
  readonly accepted: number;
  readonly handled: number;
  readonly requests: number;
  readonly states: Readonly<Record<'reading' | 'writing' | 'waiting', number>>;
}

/**
 * Connections and requests of an nginx, from the page of its module `stub_status`: `location = /status { stub_status; }`.
 * It is asked at each scrape. The totals are nginx's own, and begin anew when it is started again.
 */
export function nginxCollector(url: string): Collector {
  return {
    name: 'nginx',
    async collect(buf, { signal }) {
      // When nginx does not answer, the registry leaves these metrics out, says so, and serves the rest.
      const response = await fetch(url, { signal });
      const page = await response.text();
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      buf.push(...familiesOf(readStatus(page, url)));
    },
  };
}

const layout = new RegExp(
  String.raw`^Active connections: (\d+)\s+` +
    String.raw`server accepts handled requests\s+(\d+) (\d+) (\d+)\s+` +
    String.raw`Reading: (\d+) Writing: (\d+) Waiting: (\d+)\s*$`,
);

function readStatus(page: string, url: string): NginxStatus {
  const match = layout.exec(page);
  if (match === null) throw new Error(`${url} is no page of stub_status: ${page.slice(0, 100)}`);
  const [
    active = 0,
    accepted = 0,
    handled = 0,
    requests = 0,
    reading = 0,
    writing = 0,
    waiting = 0,
  ] = match.slice(1).map(Number);
  return { active, accepted, handled, requests, states: { reading, writing, waiting } };
}

function familiesOf({ active, accepted, handled, requests, states }: NginxStatus): Metric[] {
  const counter = (name: string, help: string, value: number): Metric =>
    constantFamily({ name, help, type: 'counter', series: [{ value }] });
  return [
    constantFamily({
      name: 'nginx_connections_active',
      help: 'Connections of clients that are open, waiting ones included.',
      type: 'gauge',
      series: [{ value: active }],
    }),
    constantFamily({
      name: 'nginx_connections',
      help: 'Connections by what nginx does: it reads a request, writes an answer, or waits for the next request.',
      type: 'gauge',
      labelNames: ['state'],
      series: Object.entries(states).map(([state, value]) => ({ labels: { state }, value })),
    }),
    counter('nginx_connections_accepted_total', 'Connections accepted.', accepted),
    counter(
      'nginx_connections_handled_total',
      'Connections handled: fewer than accepted where a limit was reached.',
      handled,
    ),
    counter('nginx_http_requests_total', 'Requests of clients.', requests),
  ];
}
