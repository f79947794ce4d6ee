import { chosen, dashboard } from './dashboard.ts';
import { bars, graph, stat } from './panel.ts';

const rate = (metric: string, more = ''): string =>
  `rate(${metric}{${chosen}${more}}[$__rate_interval])`;

/** The demo shop: what a service with Telltale can look like. The database is shown by the exporter beside it. */
export const demoDashboard = dashboard({
  uid: 'telltale-demo',
  title: 'Telltale / Demo shop',
  description:
    'Requests, orders and the queue of the demo, and its database as the exporter has it.',
  metrics: ['shop_orders', 'shop_db_orders'],
  sections: [
    {
      title: 'Now',
      panels: [
        stat({
          title: 'Requests',
          description: 'Requests a second, of all routes.',
          unit: 'reqps',
          queries: [{ query: `sum(${rate('http_requests_total')})`, legend: '' }],
        }),
        stat({
          title: 'Errors',
          description: 'Share of the requests that the shop could not answer.',
          unit: 'percentunit',
          queries: [
            {
              query: `(sum(${rate('http_requests_total', ', status=~"5.."')}) or vector(0)) / sum(${rate('http_requests_total')})`,
              legend: '',
            },
          ],
          thresholds: [{ color: 'green' }, { value: 0.05, color: 'red' }],
        }),
        stat({
          title: 'Revenue',
          description: 'Euros an hour, as of now.',
          unit: 'currencyEUR',
          queries: [{ query: `sum(${rate('shop_revenue_euros_total')}) * 3600`, legend: '' }],
        }),
        stat({
          title: 'Queue',
          description: 'Orders that wait to be shipped.',
          unit: 'short',
          queries: [{ query: `sum(shop_fulfilment_queue_length{${chosen}})`, legend: '' }],
          thresholds: [{ color: 'green' }, { value: 20, color: 'orange' }],
        }),
        stat({
          title: 'Oldest order in the queue',
          description: 'How long it has waited.',
          unit: 's',
          queries: [{ query: `max(shop_fulfilment_queue_oldest_seconds{${chosen}})`, legend: '' }],
          thresholds: [{ color: 'green' }, { value: 30, color: 'orange' }],
        }),
        stat({
          title: 'Products that sell out',
          description: 'Products of which less than five are left.',
          unit: 'short',
          queries: [{ query: `sum(shop_low_stock_products{${chosen}})`, legend: '' }],
          thresholds: [{ color: 'green' }, { value: 1, color: 'yellow' }],
        }),
      ],
    },
    {
      title: 'Requests',
      panels: [
        graph({
          title: 'Requests by route',
          description: 'A second. The route is the template, and never the path.',
          unit: 'reqps',
          queries: [
            { query: `sum by (route) (${rate('http_requests_total')})`, legend: '{{route}}' },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Answers by status',
          description: 'A second. 499 is a client that went before it was answered.',
          unit: 'reqps',
          queries: [
            { query: `sum by (status) (${rate('http_requests_total')})`, legend: '{{status}}' },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Duration, 95th percentile',
          description: 'What 95 of 100 requests stay below, by route.',
          unit: 's',
          queries: [
            {
              query: `histogram_quantile(0.95, sum by (route, le) (${rate('http_request_duration_seconds_bucket')}))`,
              legend: '{{route}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'In flight, and asked by customers',
          description: 'Requests that are being answered, and those that customers sent, a second.',
          unit: 'short',
          queries: [
            { query: `http_requests_in_flight{${chosen}}`, legend: 'in flight' },
            { query: `sum(${rate('traffic_requests_total')})`, legend: 'asked by customers' },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'Orders',
      panels: [
        graph({
          title: 'Orders by status',
          description: 'As the shop reads them from its database.',
          unit: 'short',
          queries: [{ query: `sum by (status) (shop_orders{${chosen}})`, legend: '{{status}}' }],
          min: 0,
        }),
        bars({
          title: 'Stock',
          description: 'Items of each product that are left.',
          unit: 'short',
          queries: [{ query: `shop_stock_items{${chosen}}`, legend: '{{product}}' }],
          thresholds: [{ color: 'red' }, { value: 5, color: 'green' }],
          min: 0,
        }),
        graph({
          title: 'Fulfilment',
          description: 'Orders a second that were shipped, and that failed.',
          unit: 'ops',
          queries: [
            { query: rate('shop_fulfilment_processed_total'), legend: 'processed' },
            { query: rate('shop_fulfilment_failed_total'), legend: 'failed' },
          ],
          min: 0,
        }),
        graph({
          title: 'Fulfilment: duration, 95th percentile',
          description: 'What 95 of 100 orders stay below.',
          unit: 's',
          queries: [
            {
              query: `histogram_quantile(0.95, sum by (le) (${rate('shop_fulfilment_duration_seconds_bucket')}))`,
              legend: 'p95',
            },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'The database, as the exporter reads it',
      panels: [
        graph({
          title: 'Orders in the database',
          description: 'By status.',
          unit: 'short',
          queries: [{ query: `sum by (status) (shop_db_orders{${chosen}})`, legend: '{{status}}' }],
          min: 0,
        }),
        graph({
          title: 'Value of orders',
          description: 'By status, in euros.',
          unit: 'currencyEUR',
          queries: [
            {
              query: `sum by (status) (shop_db_order_value_euros{${chosen}})`,
              legend: '{{status}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Items',
          description: 'In stock and sold, by product.',
          unit: 'short',
          queries: [{ query: `shop_db_items{${chosen}}`, legend: '{{product}} {{where}}' }],
          min: 0,
        }),
        graph({
          title: 'Size of the database',
          description: 'Of its file.',
          unit: 'bytes',
          queries: [{ query: `shop_db_size_bytes{${chosen}}`, legend: '{{shop}}' }],
          min: 0,
        }),
      ],
    },
  ],
});
