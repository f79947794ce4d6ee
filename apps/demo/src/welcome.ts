import type { Demo } from './demo.ts';

/** What to look at, for whoever has just started the demo. */
export function welcome({ shopUrl, exporter }: Pick<Demo, 'shopUrl' | 'exporter'>): string {
  const exporterLine =
    'url' in exporter
      ? `${exporter.url}\n  reads:       ${exporter.configFile}`
      : `did not start, the demo goes on without it (EXPORTER_PORT chooses its port): ${exporter.problem}`;
  return `\
The shop:      ${shopUrl}/products
Its metrics:   ${shopUrl}/metrics
The exporter:  ${exporterLine}

Worth trying:
  curl -s ${shopUrl}/metrics | grep -E '^(http_requests|shop)_'
  curl -s ${shopUrl}/orders -d '{"productId": 1, "quantity": 2}'
  curl -s -H 'Accept: application/openmetrics-text' ${shopUrl}/metrics | tail

Ctrl-C ends it.
`;
}
