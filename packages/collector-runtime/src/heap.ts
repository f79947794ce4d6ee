import { getHeapSpaceStatistics, getHeapStatistics, type HeapInfo } from 'node:v8';
import { FamilyTemplate } from '@telltale/model/internal';
import { engine } from './engine.ts';
import type { RuntimeSource } from './runtime-source.ts';

/** The spaces of this V8, which neither come nor go. */
const spaceNames = getHeapSpaceStatistics().map(({ space_name }) => [
  space_name.replace(/_space$/, ''),
]);

/** Deno says 0 whatever there is. */
const countsArrayBuffers = engine !== 'deno';

/** Shows V8's heap, its spaces, and the memory outside of it that it keeps alive. */
export function heap(): RuntimeSource {
  const figures = heapGauges();
  const arrayBuffers = new FamilyTemplate({
    type: 'gauge',
    name: 'nodejs_array_buffer_memory_bytes',
    help: 'Memory of array buffers and Node.js buffers in bytes, a part of the external memory.',
    unit: 'bytes',
  });
  const total = spaceTemplate('total', 'Memory that V8 has reserved for this space of its heap');
  const used = spaceTemplate('used', 'Memory that objects take in this space of the heap');
  const available = spaceTemplate('available', 'Memory that is free in this space of the heap');
  return {
    collect(buf) {
      const statistics = getHeapStatistics();
      for (const { template, key } of figures) buf.push(template.ofOne(statistics[key]));
      const arrayBufferBytes = countsArrayBuffers ? memoryOfArrayBuffers() : undefined;
      if (arrayBufferBytes !== undefined) buf.push(arrayBuffers.ofOne(arrayBufferBytes));
      const spaces = getHeapSpaceStatistics();
      const totals = new Float64Array(spaces.length);
      const useds = new Float64Array(spaces.length);
      const availables = new Float64Array(spaces.length);
      spaces.forEach((space, at) => {
        totals[at] = space.space_size;
        useds[at] = space.space_used_size;
        availables[at] = space.space_available_size;
      });
      buf.push(total.of(totals), used.of(useds), available.of(availables));
    },
  };
}

interface HeapGauge {
  readonly template: FamilyTemplate;
  readonly key: keyof HeapInfo;
}

function heapGauges(): readonly HeapGauge[] {
  const bytes = (name: string, key: keyof HeapInfo, what: string): HeapGauge => ({
    template: new FamilyTemplate({
      name: `nodejs_${name}_bytes`,
      help: `${what}, in bytes.`,
      type: 'gauge',
      unit: 'bytes',
    }),
    key,
  });
  const count = (name: string, key: keyof HeapInfo, help: string): HeapGauge => ({
    template: new FamilyTemplate({ name: `nodejs_${name}`, help, type: 'gauge' }),
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

function spaceTemplate(key: string, what: string): FamilyTemplate {
  return new FamilyTemplate({
    name: `nodejs_heap_space_size_${key}_bytes`,
    help: `${what}, in bytes.`,
    type: 'gauge',
    unit: 'bytes',
    labelNames: ['space'],
    rows: spaceNames,
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
