import { existsSync, readdirSync } from 'node:fs';
import type { Metric } from '@telltale/model';
import { FamilyRows } from './family-rows.ts';
import { kernelNumberIfAny, malformed } from './kernel-text.ts';
import { orLeftOut, type LeaveOut } from './left-out.ts';
import { readAttribute, readRareAttribute } from './sys-attribute.ts';

interface Place {
  readonly packageId: string;
  readonly coreId: string;
}

/**
 * What the sys file system says of processors: how often cores and packages were throttled, which are online, and which
 * are kept from the scheduler. A machine whose processors say nothing of it, as virtual ones do not, shows none.
 */
export class CpuTopology {
  readonly #folder: string;
  readonly #places = new Map<string, Place>();
  #isolated: string[] | undefined;
  readonly #online = new FamilyRows({
    name: 'node_cpu_online',
    help: 'CPUs that are online and being scheduled.',
    type: 'gauge',
    labelNames: ['cpu'],
  });
  readonly #isolation = new FamilyRows({
    name: 'node_cpu_isolated',
    help: 'Whether each core is isolated, information from /sys/devices/system/cpu/isolated.',
    type: 'gauge',
    labelNames: ['cpu'],
  });
  readonly #coreThrottles = new FamilyRows({
    name: 'node_cpu_core_throttles_total',
    help: 'Number of times this CPU core has been throttled.',
    type: 'counter',
    labelNames: ['package', 'core'],
  });
  readonly #packageThrottles = new FamilyRows({
    name: 'node_cpu_package_throttles_total',
    help: 'Number of times this CPU package has been throttled.',
    type: 'counter',
    labelNames: ['package'],
  });

  constructor(sysRoot: string) {
    this.#folder = `${sysRoot}/devices/system/cpu`;
  }

  append(buf: Metric[], leaveOut: LeaveOut): void {
    const families = [
      this.#online,
      this.#isolation,
      this.#coreThrottles,
      this.#packageThrottles,
    ] as const;
    for (const family of families) family.clear();
    const processors = this.#processors();
    // The first one often cannot be taken out, and then has no such file; node_exporter goes by it.
    const [first] = processors;
    const saysOnline =
      first !== undefined && readRareAttribute(`${this.#folder}/${first}/online`) !== undefined;
    for (const entry of processors) {
      const cpu = entry.slice('cpu'.length);
      if (saysOnline) {
        const online = readRareAttribute(`${this.#folder}/${entry}/online`);
        // One that has gone since the listing, or does not say, is not one that is offline.
        if (online !== undefined) this.#online.add([cpu], online === '1' ? 1 : 0);
      }
      this.#addThrottles(entry, leaveOut);
    }
    // Chosen when the machine starts, so it is read once.
    this.#isolated ??= orLeftOut(leaveOut, () => readProcessors(`${this.#folder}/isolated`));
    for (const cpu of this.#isolated ?? []) this.#isolation.add([cpu], 1);
    for (const family of families) family.appendTo(buf);
  }

  #processors(): string[] {
    try {
      return readdirSync(this.#folder).filter((entry) => /^cpu\d+$/.test(entry));
    } catch {
      return [];
    }
  }

  /** Threads of one core have the same count, and so have the cores of a package. */
  #addThrottles(entry: string, leaveOut: LeaveOut): void {
    const folder = `${this.#folder}/${entry}/thermal_throttle`;
    if (!existsSync(folder)) return;
    const place = this.#placeOf(entry);
    if (place === undefined) return;
    const { packageId, coreId } = place;
    const add = (rows: FamilyRows, labels: readonly string[], path: string): void => {
      const text = readAttribute(path);
      if (text === undefined) return;
      const count = kernelNumberIfAny(text, path, 'the value', leaveOut);
      if (count !== undefined) rows.add(labels, count);
    };
    add(this.#coreThrottles, [packageId, coreId], `${folder}/core_throttle_count`);
    add(this.#packageThrottles, [packageId], `${folder}/package_throttle_count`);
  }

  #placeOf(entry: string): Place | undefined {
    const known = this.#places.get(entry);
    if (known !== undefined) return known;
    const read = (file: string): string | undefined =>
      readAttribute(`${this.#folder}/${entry}/topology/${file}`);
    const [packageId, coreId] = [read('physical_package_id'), read('core_id')];
    // -1 where the machine does not say.
    if (!/^\d+$/.test(packageId ?? '') || !/^\d+$/.test(coreId ?? '')) return undefined;
    const place = { packageId: packageId as string, coreId: coreId as string };
    this.#places.set(entry, place);
    return place;
  }
}

/** The processors of a list such as `1,3-5`. */
function readProcessors(path: string): string[] {
  const list = readRareAttribute(path) ?? '';
  if (list === '') return [];
  return list.split(',').flatMap((range) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (first === undefined) {
      throw malformed(path, `it is ${JSON.stringify(list)}, expected a list of processors`);
    }
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: Math.max(count, 0) }, (_, index) => String(Number(first) + index));
  });
}
