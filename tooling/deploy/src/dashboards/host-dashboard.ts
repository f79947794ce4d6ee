import { chosen, dashboard, type Section } from './dashboard.ts';
import { bars, graph, stat, type Threshold } from './panel.ts';

/** Of a share that should not come near 1. */
const filling: readonly Threshold[] = [
  { color: 'green' },
  { value: 0.8, color: 'orange' },
  { value: 0.9, color: 'red' },
];
/** Not the loopback and what containers have. */
const network = `${chosen}, device!~"lo|veth.*|cali.*|docker.*|br-.*"`;
const rate = (metric: string, selector: string = chosen): string =>
  `rate(${metric}{${selector}}[$__rate_interval])`;

const processor: Section = {
  title: 'Processor and memory',
  panels: [
    graph({
      title: 'Processor time by mode',
      description: 'As a share of all processors. iowait is idle time with reads under way.',
      unit: 'percentunit',
      queries: [
        {
          query: `sum by (mode) (${rate('node_cpu_seconds_total', `${chosen}, mode!="idle"`)}) / scalar(count(node_cpu_seconds_total{${chosen}, mode="idle"}))`,
          legend: '{{mode}}',
        },
      ],
      isStacked: true,
      min: 0,
      max: 1,
    }),
    graph({
      title: 'Load',
      description: 'Processes that run or wait to, in the mean of one, five and fifteen minutes.',
      unit: 'short',
      queries: [
        { query: `node_load1{${chosen}}`, legend: '{{instance}} 1 minute' },
        { query: `node_load5{${chosen}}`, legend: '{{instance}} 5 minutes' },
        { query: `node_load15{${chosen}}`, legend: '{{instance}} 15 minutes' },
        {
          query: `count by (instance) (node_cpu_seconds_total{${chosen}, mode="idle"})`,
          legend: '{{instance}} processors',
        },
      ],
      min: 0,
    }),
    graph({
      title: 'Memory',
      description: 'What is used, and what can be given to programs at once.',
      unit: 'bytes',
      queries: [
        {
          query: `node_memory_MemTotal_bytes{${chosen}} - node_memory_MemAvailable_bytes{${chosen}}`,
          legend: '{{instance}} used',
        },
        { query: `node_memory_MemAvailable_bytes{${chosen}}`, legend: '{{instance}} available' },
        { query: `node_memory_Cached_bytes{${chosen}}`, legend: '{{instance}} page cache' },
        {
          query: `node_memory_SwapTotal_bytes{${chosen}} - node_memory_SwapFree_bytes{${chosen}}`,
          legend: '{{instance}} swap used',
        },
      ],
      min: 0,
    }),
    graph({
      title: 'Pressure',
      description: 'Share of the time in which something waited for processor, memory or disks.',
      unit: 'percentunit',
      queries: [
        { query: rate('node_pressure_cpu_waiting_seconds_total'), legend: '{{instance}} cpu' },
        {
          query: rate('node_pressure_memory_waiting_seconds_total'),
          legend: '{{instance}} memory',
        },
        { query: rate('node_pressure_io_waiting_seconds_total'), legend: '{{instance}} io' },
      ],
      min: 0,
    }),
    graph({
      title: 'Processes',
      description: 'Those that run, and those that wait for a disk and cannot be ended.',
      unit: 'short',
      queries: [
        { query: `node_procs_running{${chosen}}`, legend: '{{instance}} running' },
        { query: `node_procs_blocked{${chosen}}`, legend: '{{instance}} blocked' },
      ],
      min: 0,
    }),
    graph({
      title: 'Pages swapped and read again',
      description: 'Pages a second to and from swap, and major faults, which wait for a disk.',
      unit: 'ops',
      queries: [
        { query: rate('node_vmstat_pswpin'), legend: '{{instance}} swap in' },
        { query: rate('node_vmstat_pswpout'), legend: '{{instance}} swap out' },
        { query: rate('node_vmstat_pgmajfault'), legend: '{{instance}} major faults' },
      ],
      min: 0,
    }),
  ],
};

const disks: Section = {
  title: 'File systems and disks',
  panels: [
    bars({
      title: 'Use of file systems',
      description: 'Share of what a program without privileges can have.',
      unit: 'percentunit',
      queries: [
        {
          query: `1 - node_filesystem_avail_bytes{${chosen}} / (node_filesystem_size_bytes{${chosen}} - node_filesystem_free_bytes{${chosen}} + node_filesystem_avail_bytes{${chosen}})`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
      thresholds: filling,
      min: 0,
      max: 1,
    }),
    graph({
      title: 'Space',
      description: 'What is left for programs without privileges.',
      unit: 'bytes',
      queries: [
        {
          query: `node_filesystem_avail_bytes{${chosen}}`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
      min: 0,
    }),
    graph({
      title: 'Inodes in use',
      description: 'A file system without inodes takes no more files, however much space is left.',
      unit: 'percentunit',
      queries: [
        {
          query: `1 - node_filesystem_files_free{${chosen}} / (node_filesystem_files{${chosen}} > 0)`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
      thresholds: filling,
      min: 0,
      max: 1,
    }),
    graph({
      title: 'Disks: busy',
      description: 'Share of the time in which a disk had something to do.',
      unit: 'percentunit',
      queries: [
        { query: rate('node_disk_io_time_seconds_total'), legend: '{{instance}} {{device}}' },
      ],
      min: 0,
    }),
    graph({
      title: 'Disks: bytes',
      description: 'Read and written, a second.',
      unit: 'Bps',
      queries: [
        { query: rate('node_disk_read_bytes_total'), legend: '{{instance}} {{device}} read' },
        { query: rate('node_disk_written_bytes_total'), legend: '{{instance}} {{device}} written' },
      ],
      min: 0,
    }),
    graph({
      title: 'Disks: time an operation takes',
      description: 'Mean time of reads and writes, with the time in the queue.',
      unit: 's',
      queries: [
        {
          query: `${rate('node_disk_read_time_seconds_total')} / ${rate('node_disk_reads_completed_total')}`,
          legend: '{{instance}} {{device}} read',
        },
        {
          query: `${rate('node_disk_write_time_seconds_total')} / ${rate('node_disk_writes_completed_total')}`,
          legend: '{{instance}} {{device}} write',
        },
      ],
      min: 0,
    }),
  ],
};

const networking: Section = {
  title: 'Network',
  panels: [
    graph({
      title: 'Traffic',
      description: 'Bytes a second, received and sent.',
      unit: 'Bps',
      queries: [
        {
          query: rate('node_network_receive_bytes_total', network),
          legend: '{{instance}} {{device}} received',
        },
        {
          query: rate('node_network_transmit_bytes_total', network),
          legend: '{{instance}} {{device}} sent',
        },
      ],
      min: 0,
    }),
    graph({
      title: 'Errors and drops',
      description: 'Packets a second that were broken or had no room.',
      unit: 'pps',
      queries: [
        {
          query: `${rate('node_network_receive_errs_total', network)} + ${rate('node_network_transmit_errs_total', network)}`,
          legend: '{{instance}} {{device}} errors',
        },
        {
          query: `${rate('node_network_receive_drop_total', network)} + ${rate('node_network_transmit_drop_total', network)}`,
          legend: '{{instance}} {{device}} drops',
        },
      ],
      min: 0,
    }),
    graph({
      title: 'TCP',
      description: 'Connections that are open, and segments a second that had to be sent again.',
      unit: 'short',
      queries: [
        { query: `node_netstat_Tcp_CurrEstab{${chosen}}`, legend: '{{instance}} connections' },
        { query: rate('node_netstat_Tcp_RetransSegs'), legend: '{{instance}} sent again' },
      ],
      min: 0,
    }),
    graph({
      title: 'Sockets',
      description: 'Sockets in use, and those that wait for late packets.',
      unit: 'short',
      queries: [
        { query: `node_sockstat_sockets_used{${chosen}}`, legend: '{{instance}} all' },
        { query: `node_sockstat_TCP_inuse{${chosen}}`, legend: '{{instance}} TCP' },
        { query: `node_sockstat_TCP_tw{${chosen}}`, legend: '{{instance}} TIME_WAIT' },
      ],
      min: 0,
    }),
  ],
};

/** The machine, as the host source has it; the names are node_exporter's. */
export const hostDashboard = dashboard({
  uid: 'telltale-host',
  title: 'Telltale / Host',
  description: 'Processor, memory, disks and network of machines.',
  metrics: ['node_boot_time_seconds'],
  sections: [
    {
      title: 'Now',
      panels: [
        stat({
          title: 'Up for',
          description: 'Time since the machine was started.',
          unit: 's',
          queries: [
            { query: `time() - node_boot_time_seconds{${chosen}}`, legend: '{{instance}}' },
          ],
        }),
        stat({
          title: 'Processors in use',
          description: 'Share of the time of all processors that was not idle.',
          unit: 'percentunit',
          queries: [
            {
              query: `1 - avg by (instance) (${rate('node_cpu_seconds_total', `${chosen}, mode="idle"`)})`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
        stat({
          title: 'Memory in use',
          description: 'Share of the memory that could not be given to programs at once.',
          unit: 'percentunit',
          queries: [
            {
              query: `1 - node_memory_MemAvailable_bytes{${chosen}} / node_memory_MemTotal_bytes{${chosen}}`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
        stat({
          title: 'Fullest file system',
          description: 'Share that is used of the file system with the least space in proportion.',
          unit: 'percentunit',
          queries: [
            {
              query: `max by (instance) (1 - node_filesystem_avail_bytes{${chosen}, fstype!~"tmpfs|squashfs|overlay"} / node_filesystem_size_bytes{${chosen}, fstype!~"tmpfs|squashfs|overlay"})`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
        stat({
          title: 'File handles in use',
          description: 'Share of the file handles that the kernel gives.',
          unit: 'percentunit',
          queries: [
            {
              query: `node_filefd_allocated{${chosen}} / node_filefd_maximum{${chosen}}`,
              legend: '{{instance}}',
            },
          ],
          thresholds: filling,
        }),
        stat({
          title: 'Clock ahead of Prometheus',
          description: 'Difference of the clocks, the time of a scrape included.',
          unit: 's',
          queries: [
            {
              query: `node_time_seconds{${chosen}} - timestamp(node_time_seconds{${chosen}})`,
              legend: '{{instance}}',
            },
          ],
        }),
      ],
    },
    processor,
    disks,
    networking,
  ],
});
