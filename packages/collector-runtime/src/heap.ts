import { getHeapSpaceStatistics, getHeapStatistics, type HeapInfo } from 'node:v8';
import { Gauge } from '@telltale/metrics';
import type { RuntimeSource } from './runtime-source.ts';

/** Shows V8's heap, its spaces, and the memory outside of it that it keeps alive. */
export function heap(): RuntimeSource {
  const figures = heapGauges();
  const arrayBuffers = new Gauge({
    name: 'nodejs_array_buffer_memory_bytes',
    help: 'Memory of array buffers and Node.js buffers in bytes, a part of the external memory.',
    unit: 'bytes',
  });
  const total = spaceGauge('total', 'Memory that V8 has reserved for this space of its heap');
  const used = spaceGauge('used', 'Memory that objects take in this space of the heap');
  const available = spaceGauge('available', 'Memory that is free in this space of the heap');
  return {
    collect(buf) {
      const statistics = getHeapStatistics();
      for (const { gauge, key } of figures) {
        gauge.set(statistics[key]);
        buf.push(gauge);
      }
      const arrayBufferBytes = memoryOfArrayBuffers();
      if (arrayBufferBytes !== undefined) {
        arrayBuffers.set(arrayBufferBytes);
        buf.push(arrayBuffers);
      }
      for (const space of getHeapSpaceStatistics()) {
        const name = space.space_name.replace(/_space$/, '');
        total.labels(name).set(space.space_size);
        used.labels(name).set(space.space_used_size);
        available.labels(name).set(space.space_available_size);
      }
      buf.push(total, used, available);
    },
  };
}

interface HeapGauge {
  readonly gauge: Gauge;
  readonly key: keyof HeapInfo;
}

function heapGauges(): readonly HeapGauge[] {
  const bytes = (name: string, key: keyof HeapInfo, what: string): HeapGauge => ({
    gauge: new Gauge({ name: `nodejs_${name}_bytes`, help: `${what}, in bytes.`, unit: 'bytes' }),
    key,
  });
  const count = (name: string, key: keyof HeapInfo, help: string): HeapGauge => ({
    gauge: new Gauge({ name: `nodejs_${name}`, help }),
    key,
  });
  return [
    bytes('heap_size_total', 'total_heap_size', 'Memory that V8 has reserved for its heap'),
    bytes('heap_size_used', 'used_heap_size', 'Memory that objects take in the heap of V8'),
    bytes(
      'heap_size_limit',
      'heap_size_limit',
      'Size that the heap of V8 may grow to before the process ends for want of memory',
    ),
    bytes(
      'heap_size_available',
      'total_available_size',
      'Memory that the heap of V8 can still give to objects, growth up to its limit included',
    ),
    bytes('heap_size_physical', 'total_physical_size', 'Memory of the heap of V8 that is in RAM'),
    bytes(
      'heap_size_executable',
      'total_heap_size_executable',
      'Memory of the heap of V8 that is reserved for compiled code',
    ),
    bytes('external_memory', 'external_memory', 'Memory outside the heap that its objects keep'),
    bytes('malloced_memory', 'malloced_memory', 'Memory that V8 itself has taken by malloc'),
    bytes(
      'malloced_memory_peak',
      'peak_malloced_memory',
      'Most memory that V8 itself has had by malloc at one time',
    ),
    count(
      'heap_native_contexts',
      'number_of_native_contexts',
      'Top-level contexts of V8; a number that keeps growing is a memory leak.',
    ),
    count(
      'heap_detached_contexts',
      'number_of_detached_contexts',
      'Contexts of V8 that were detached and not collected yet; other than 0 for long is a memory leak.',
    ),
  ];
}

function spaceGauge(key: string, what: string): Gauge<readonly ['space']> {
  return new Gauge({
    name: `nodejs_heap_space_size_${key}_bytes`,
    help: `${what}, in bytes.`,
    unit: 'bytes',
    labelNames: ['space'],
  });
}

function memoryOfArrayBuffers(): number | undefined {
  try {
    return process.memoryUsage().arrayBuffers;
  } catch {
    // It also asks the system for the resident size, and throws where that cannot be read.
    return undefined;
  }
}
