import { chosen, dashboard } from './dashboard.ts';
import { graph, stat, type Threshold } from './panel.ts';

const delays: readonly Threshold[] = [
  { color: 'green' },
  { value: 0.1, color: 'orange' },
  { value: 0.5, color: 'red' },
];
const filling: readonly Threshold[] = [
  { color: 'green' },
  { value: 0.8, color: 'orange' },
  { value: 0.9, color: 'red' },
];
const rate = (metric: string): string => `rate(${metric}{${chosen}}[$__rate_interval])`;
const delayQuantile = (quantile: number): string =>
  `histogram_quantile(${quantile}, sum by (job, instance, le) (${rate('nodejs_eventloop_delay_seconds_bucket')}))`;
const busy = `${rate('nodejs_eventloop_active_seconds_total')} / (${rate('nodejs_eventloop_active_seconds_total')} + ${rate('nodejs_eventloop_idle_seconds_total')})`;

/** Programs on Node.js that show process_* and nodejs_*: the exporter, and applications with @telltale/prometheus. */
export const runtimeDashboard = dashboard({
  uid: 'telltale-nodejs',
  title: 'Telltale / Node.js',
  description: 'Event loop, memory, garbage collection and input/output of programs on Node.js.',
  metrics: ['nodejs_version_info'],
  sections: [
    {
      title: 'Now',
      panels: [
        stat({
          title: 'Versions',
          description: 'How many processes run which Node.js.',
          unit: 'short',
          queries: [
            {
              query: `count by (version) (nodejs_version_info{${chosen}})`,
              legend: '{{version}}',
            },
          ],
        }),
        stat({
          title: 'Up for',
          description: 'Time since the process was started.',
          unit: 's',
          queries: [
            { query: `time() - process_start_time_seconds{${chosen}}`, legend: '{{instance}}' },
          ],
        }),
        stat({
          title: 'Event loop: busy',
          description: 'Share of the time in which the event loop did something.',
          unit: 'percentunit',
          queries: [{ query: busy, legend: '{{instance}}' }],
          thresholds: filling,
        }),
        stat({
          title: 'Event loop: delay',
          description: 'What 99 of 100 delays stay below.',
          unit: 's',
          queries: [{ query: delayQuantile(0.99), legend: '{{instance}}' }],
          thresholds: delays,
        }),
        stat({
          title: 'Heap in use',
          description: 'Share of what V8 may have before it ends the process.',
          unit: 'percentunit',
          queries: [
            {
              query: `nodejs_heap_size_used_bytes{${chosen}} / nodejs_heap_size_limit_bytes{${chosen}}`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
        stat({
          title: 'File descriptors in use',
          description: 'Share of those that the process may open.',
          unit: 'percentunit',
          queries: [
            {
              query: `process_open_fds{${chosen}} / process_max_fds{${chosen}}`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
      ],
    },
    {
      title: 'Event loop and processor',
      panels: [
        graph({
          title: 'Delay of the event loop',
          description:
            'How late timers are: what waits while something computes. Requests are that late too.',
          unit: 's',
          queries: [
            { query: delayQuantile(0.5), legend: '{{instance}} p50' },
            { query: delayQuantile(0.99), legend: '{{instance}} p99' },
            {
              query: `nodejs_eventloop_lag_max_seconds{${chosen}}`,
              legend: '{{instance}} highest since the last scrape',
            },
          ],
          thresholds: delays,
          min: 0,
        }),
        graph({
          title: 'Busy',
          description:
            'Share of the time in which the event loop did something. Near 1, another process is needed.',
          unit: 'percentunit',
          queries: [{ query: busy, legend: '{{instance}}' }],
          min: 0,
          max: 1,
        }),
        graph({
          title: 'Processor time',
          description: 'Processors in use, by all threads: also those of V8 and of libuv.',
          unit: 'short',
          queries: [
            { query: rate('process_cpu_user_seconds_total'), legend: '{{instance}} user' },
            { query: rate('process_cpu_system_seconds_total'), legend: '{{instance}} system' },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Threads',
          description: 'Threads of the process, and worker threads of the program among them.',
          unit: 'short',
          queries: [
            { query: `process_threads{${chosen}}`, legend: '{{instance}} threads' },
            { query: `nodejs_worker_threads{${chosen}}`, legend: '{{instance}} workers' },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'Memory',
      panels: [
        graph({
          title: 'Memory of the process',
          description:
            'In RAM; of V8’s heap; outside of it: buffers and what native code holds; what the allocator gave to the program.',
          unit: 'bytes',
          queries: [
            { query: `process_resident_memory_bytes{${chosen}}`, legend: '{{instance}} resident' },
            { query: `nodejs_heap_size_total_bytes{${chosen}}`, legend: '{{instance}} heap' },
            { query: `nodejs_external_memory_bytes{${chosen}}`, legend: '{{instance}} external' },
            {
              query: `nodejs_array_buffer_memory_bytes{${chosen}}`,
              legend: '{{instance}} array buffers',
            },
            {
              query: `{__name__=~"(glibc_malloc|jemalloc|tcmalloc)_allocated_bytes|mimalloc_resident_bytes", ${chosen}}`,
              legend: '{{instance}} {{__name__}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Heap',
          description: 'What lives in V8’s heap, what it has taken, and the limit.',
          unit: 'bytes',
          queries: [
            { query: `nodejs_heap_size_used_bytes{${chosen}}`, legend: '{{instance}} used' },
            { query: `nodejs_heap_size_total_bytes{${chosen}}`, legend: '{{instance}} taken' },
            { query: `nodejs_heap_size_limit_bytes{${chosen}}`, legend: '{{instance}} limit' },
          ],
          min: 0,
        }),
        graph({
          title: 'Heap by space',
          description: 'A leak grows in old or large_object; code grows while a program warms up.',
          unit: 'bytes',
          queries: [
            {
              query: `sum by (space) (nodejs_heap_space_size_used_bytes{${chosen}})`,
              legend: '{{space}}',
            },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Garbage collection: time',
          description: 'Share of the time that it takes. Above a tenth, the heap is too small.',
          unit: 'percentunit',
          queries: [
            {
              query: `sum by (instance, kind) (${rate('nodejs_gc_duration_seconds_sum')})`,
              legend: '{{instance}} {{kind}}',
            },
          ],
          isStacked: true,
          min: 0,
        }),
        graph({
          title: 'Garbage collection: longest pauses',
          description: 'What 99 of 100 collections stay below.',
          unit: 's',
          queries: [
            {
              query: `histogram_quantile(0.99, sum by (kind, le) (${rate('nodejs_gc_duration_seconds_bucket')}))`,
              legend: '{{kind}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'Garbage collection: reclaimed',
          description: 'Bytes a second: about what the program allocates.',
          unit: 'Bps',
          queries: [
            {
              query: `sum by (instance) (${rate('nodejs_gc_reclaimed_bytes_total')})`,
              legend: '{{instance}}',
            },
          ],
          min: 0,
        }),
      ],
    },
    {
      title: 'Input and output',
      panels: [
        graph({
          title: 'File descriptors',
          description: 'Those that are open, and the limit.',
          unit: 'short',
          queries: [
            { query: `process_open_fds{${chosen}}`, legend: '{{instance}} open' },
            { query: `process_max_fds{${chosen}}`, legend: '{{instance}} limit' },
          ],
          min: 0,
        }),
        graph({
          title: 'What keeps the process alive',
          description: 'Sockets, servers, timers and the like, by type. One that only grows leaks.',
          unit: 'short',
          queries: [
            {
              query: `sum by (type) (nodejs_active_resources{${chosen}})`,
              legend: '{{type}}',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'HTTP requests',
          description: 'Requests a second that ended, answered (server) and asked (client).',
          unit: 'reqps',
          queries: [
            {
              query: `sum by (instance, side) (${rate('nodejs_http_requests_finished_total')})`,
              legend: '{{instance}} {{side}}',
            },
            {
              query: `sum by (instance, side) (${rate('nodejs_http_requests_aborted_total')})`,
              legend: '{{instance}} {{side}}, given up',
            },
          ],
          min: 0,
        }),
        graph({
          title: 'TCP connections',
          description: 'Connections that are open, by who opened them.',
          unit: 'short',
          queries: [
            { query: `nodejs_tcp_connections{${chosen}}`, legend: '{{instance}} {{side}}' },
          ],
          min: 0,
        }),
      ],
    },
  ],
});
