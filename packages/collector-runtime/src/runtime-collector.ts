import { MetricError, type Collector } from '@telltale/model';
import { checkOptions, describeValue } from '@telltale/model/internal';
import { activeResources } from './active-resources.ts';
import { engine, type Engine } from './engine.ts';
import { eventLoopDelay, type EventLoopOptions } from './event-loop-delay.ts';
import { eventLoopUtilisation } from './event-loop-utilisation.ts';
import { garbageCollection, type GcOptions } from './garbage-collection.ts';
import { heap } from './heap.ts';
import { httpRequests } from './http-requests.ts';
import type { RuntimeSource } from './runtime-source.ts';
import { tcpConnections } from './tcp-connections.ts';
import { versions } from './versions.ts';
import { workerThreads } from './worker-threads.ts';

/** A group of metrics that can be taken alone or left out. */
export type RuntimeGroup =
  'eventLoop' | 'gc' | 'heap' | 'activeResources' | 'workers' | 'network' | 'versions';

/** Options of {@link runtimeCollector}. */
export interface RuntimeCollectorOptions {
  /** The groups to show. Default: all of them. */
  readonly include?: readonly RuntimeGroup[] | undefined;
  /** Groups to leave out of those that are included. Default: none. */
  readonly exclude?: readonly RuntimeGroup[] | undefined;
  /** How the delay of the event loop is measured. Default: every 20 ms, looking back 60 s. */
  readonly eventLoop?: EventLoopOptions | undefined;
  /** How garbage collections are counted. Default: with the default buckets. */
  readonly gc?: GcOptions | undefined;
}

interface SourceKind {
  readonly make: (options: RuntimeCollectorOptions) => RuntimeSource;
  /** The engines that tell what it shows. Elsewhere it is left out: there would be 0 whatever happens. */
  readonly engines: readonly Engine[];
}

const everywhere: readonly Engine[] = ['node', 'bun', 'deno'];

/** The sources of each group, in the order in which they are shown. */
const groups: Readonly<Record<RuntimeGroup, readonly SourceKind[]>> = {
  eventLoop: [
    { make: ({ eventLoop }) => eventLoopDelay(eventLoop ?? {}), engines: everywhere },
    { make: eventLoopUtilisation, engines: ['node'] },
  ],
  gc: [{ make: ({ gc }) => garbageCollection(gc ?? {}), engines: ['node'] }],
  heap: [{ make: heap, engines: ['node', 'deno'] }],
  activeResources: [{ make: activeResources, engines: ['node', 'deno'] }],
  workers: [{ make: workerThreads, engines: ['node', 'deno'] }],
  network: [
    { make: tcpConnections, engines: ['node', 'deno'] },
    { make: httpRequests, engines: ['node', 'deno'] },
  ],
  versions: [{ make: versions, engines: everywhere }],
};

const allGroups = Object.keys(groups) as readonly RuntimeGroup[];

/**
 * Makes the collector of what Node.js and V8 know of themselves: event loop, garbage collection, heap, active
 * resources, worker threads, network, versions. Measuring begins at once and keeps no process alive; `collector[Symbol.dispose]()` ends it, and
 * from then on the collector appends nothing. In Bun and Deno it leaves out what they do not tell.
 *
 * @throws INVALID_OPTION if a group or an option is unknown, or a number is out of its range
 */
export function runtimeCollector(options: RuntimeCollectorOptions = {}): Collector & Disposable {
  checkNames(options);
  const included = checkedGroups('include', options.include) ?? allGroups;
  const excluded = checkedGroups('exclude', options.exclude) ?? [];
  const sources: RuntimeSource[] = [];
  const dispose = (): void => {
    for (const source of sources.splice(0)) source.dispose?.();
  };
  try {
    for (const group of allGroups) {
      if (!included.includes(group) || excluded.includes(group)) continue;
      for (const { make, engines } of groups[group]) {
        if (engines.includes(engine)) sources.push(make(options));
      }
    }
  } catch (error) {
    // An option of a later group is wrong: what has begun to measure must not go on without an owner.
    dispose();
    throw error;
  }
  return {
    name: 'runtime',
    collect(buf, { signal }) {
      signal.throwIfAborted();
      for (const source of sources) source.collect(buf);
    },
    [Symbol.dispose]: dispose,
  };
}

/** Also of groups that are left out: what is misspelt is misspelt. */
function checkNames(options: RuntimeCollectorOptions): void {
  checkOptions('runtimeCollector: options', options, ['include', 'exclude', 'eventLoop', 'gc']);
  const { eventLoop, gc } = options;
  if (eventLoop !== undefined) {
    checkOptions('runtimeCollector: eventLoop', eventLoop, ['resolutionMs', 'windowMs', 'buckets']);
  }
  if (gc !== undefined) checkOptions('runtimeCollector: gc', gc, ['buckets', 'reclaimed']);
}

function checkedGroups(
  option: 'include' | 'exclude',
  given: readonly RuntimeGroup[] | undefined,
): readonly RuntimeGroup[] | undefined {
  if (given === undefined) return undefined;
  const fail = (what: string): never => {
    throw new MetricError(
      'INVALID_OPTION',
      `runtimeCollector: ${option} ${what}, expected an array of groups. There are ${allGroups.join(', ')}.`,
    );
  };
  const list: unknown = given;
  if (!Array.isArray(list)) fail(`is ${describeValue(list)}`);
  const unknown = given.find((group) => !allGroups.includes(group));
  if (unknown !== undefined) fail(`holds ${describeValue(unknown)}`);
  return given;
}
