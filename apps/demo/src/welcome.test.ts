import { expect, test } from 'vitest';
import { welcome } from './welcome.ts';

test('the welcome says where things are and what to try', () => {
  const text = welcome({
    shopUrl: 'http://127.0.0.1:8080',
    exporter: {
      url: 'http://127.0.0.1:9464/metrics',
      configFile: '/tmp/telltale-demo-1/telltale.yaml',
    },
  });

  expect(text).toBe(`\
The shop:      http://127.0.0.1:8080/products
Its metrics:   http://127.0.0.1:8080/metrics
The exporter:  http://127.0.0.1:9464/metrics
  reads:       /tmp/telltale-demo-1/telltale.yaml

Worth trying:
  curl -s http://127.0.0.1:8080/metrics | grep -E '^(http_requests|shop)_'
  curl -s http://127.0.0.1:8080/orders -d '{"productId": 1, "quantity": 2}'
  curl -s -H 'Accept: application/openmetrics-text' http://127.0.0.1:8080/metrics | tail

Ctrl-C ends it.
`);
});

test('an exporter that did not start is told of', () => {
  const text = welcome({
    shopUrl: 'http://127.0.0.1:8080',
    exporter: { problem: 'Cannot listen on 127.0.0.1:9464: it is in use.' },
  });

  expect(text).toContain(
    'The exporter:  did not start, the demo goes on without it (EXPORTER_PORT chooses its port): Cannot listen on 127.0.0.1:9464: it is in use.\n',
  );
});
