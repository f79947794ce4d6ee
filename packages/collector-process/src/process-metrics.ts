import type { Metric } from '@telltale/model';
import { FamilyTemplate } from '@telltale/model/internal';
import type { ProcessReading } from './process-reading.ts';

type Entry = (buf: Metric[], reading: ProcessReading) => void;
type Key = keyof ProcessReading;

interface Head {
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
}

/**
 * Returns what appends the metrics of a reading, in the customary order, without those that have no value. Families of
 * each reading rather than instruments: they cost less, and a Counter that adds up differences of doubles would drift
 * from the total of the source in its last digits.
 */
export function processMetrics(): (buf: Metric[], reading: ProcessReading) => void {
  const entries: readonly Entry[] = [
    total('cpuSeconds', {
      name: 'process_cpu_seconds_total',
      help: 'CPU time that this process has spent in user and system mode, in seconds.',
      unit: 'seconds',
    }),
    total('cpuUserSeconds', {
      name: 'process_cpu_user_seconds_total',
      help: 'CPU time that this process has spent in user mode, in seconds.',
      unit: 'seconds',
    }),
    total('cpuSystemSeconds', {
      name: 'process_cpu_system_seconds_total',
      help: 'CPU time that the kernel has spent on behalf of this process, in seconds.',
      unit: 'seconds',
    }),
    value('openFds', {
      name: 'process_open_fds',
      help: 'File descriptors that this process has open.',
    }),
    value('maxFds', {
      name: 'process_max_fds',
      help: 'File descriptors that this process may have open: its soft limit.',
    }),
    value('virtualMemoryBytes', {
      name: 'process_virtual_memory_bytes',
      help: 'Size of the address space of this process in bytes, reserved and unused parts included.',
      unit: 'bytes',
    }),
    value('virtualMemoryMaxBytes', {
      name: 'process_virtual_memory_max_bytes',
      help: 'Size in bytes that the address space of this process may have: its soft limit.',
      unit: 'bytes',
    }),
    value('residentMemoryBytes', {
      name: 'process_resident_memory_bytes',
      help: 'Memory of this process that is in RAM, in bytes.',
      unit: 'bytes',
    }),
    value('heapBytes', {
      name: 'process_heap_bytes',
      help: 'Size of the data segment of this process in bytes: its heaps and other private writable memory, in RAM or not.',
      unit: 'bytes',
    }),
    value('startTimeSeconds', {
      name: 'process_start_time_seconds',
      help: 'Unix time in seconds at which this process started.',
      unit: 'seconds',
    }),
    value('threads', {
      name: 'process_threads',
      help: 'Operating system threads of this process.',
    }),
    namespaceTotal('networkReceiveBytes', {
      name: 'process_network_receive_bytes_total',
      help: 'Bytes received over IP, loopback included, in the network namespace of this process.',
      unit: 'bytes',
    }),
    namespaceTotal('networkTransmitBytes', {
      name: 'process_network_transmit_bytes_total',
      help: 'Bytes sent over IP, loopback included, in the network namespace of this process.',
      unit: 'bytes',
    }),
  ];
  return (buf, reading) => {
    for (const append of entries) append(buf, reading);
  };
}

function value(key: Key, head: Head): Entry {
  const template = new FamilyTemplate({ ...head, type: 'gauge' });
  return (buf, reading) => {
    const now = reading[key];
    if (now !== undefined) buf.push(template.ofOne(now));
  };
}

/** A total that began at 0 with the process. */
function total(key: Key, head: Head): Entry {
  const templateOf = (startTimestamp: number | undefined): FamilyTemplate =>
    new FamilyTemplate({ ...head, type: 'counter', startTimestamp });
  let start: number | undefined;
  let template = templateOf(start);
  return (buf, reading) => {
    const now = reading[key];
    if (now === undefined) return;
    if (reading.startTimeSeconds !== start)
      template = templateOf((start = reading.startTimeSeconds));
    buf.push(template.ofOne(now));
  };
}

/** A total that may be older than the process. */
function namespaceTotal(key: Key, head: Head): Entry {
  const template = new FamilyTemplate({ ...head, type: 'counter' });
  return (buf, reading) => {
    const now = reading[key];
    if (now !== undefined) buf.push(template.ofOne(now));
  };
}
