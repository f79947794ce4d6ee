import { isMetric, type Collector, type Metric } from '@telltale/model';

/** What a collector did wrong after it had settled. */
export interface LateAppend {
  /** The name of the collector. */
  readonly collector: string;
  readonly message: string;
}

/**
 * Stands between a registry and its collectors: gives each a buffer of its own, and keeps an eye on it after the
 * collector has settled. What is appended then is on no page.
 */
export class WatchedCollectors {
  readonly #watched = new WeakMap<Collector, Collector>();
  readonly #originals = new WeakMap<Collector, Collector>();
  /** The names of the metrics that each collector appended last. */
  readonly #names = new Map<string, ReadonlySet<string>>();
  #late: LateAppend[] = [];

  /** What to register instead of a collector: always the same for the same one. Metrics cannot be late. */
  watch(collector: Collector): Collector {
    if (isMetric(collector)) {
      this.#names.set(collector.name, new Set([collector.name]));
      return collector;
    }
    // Whoever registers it says what is wrong with it.
    if (!isCollector(collector)) return collector;
    let watched = this.#watched.get(collector);
    if (watched === undefined) {
      watched = this.#watch(collector);
      this.#watched.set(collector, watched);
      this.#originals.set(watched, collector);
    }
    return watched;
  }

  /** What was registered. */
  original(collector: Collector): Collector {
    return this.#originals.get(collector) ?? collector;
  }

  /** The collector that a family came from, as far as its name tells; a prefix may have been put before it. */
  ownerOf(family: string): string {
    const endings = [...this.#names].flatMap(([collector, names]) =>
      [...names].map((name) => ({ collector, name })),
    );
    const [owner] = endings
      .filter(({ name }) => family.endsWith(name))
      .sort((a, b) => b.name.length - a.name.length);
    return owner?.collector ?? family;
  }

  /** What was appended too late since this was called last. */
  takeLate(): readonly LateAppend[] {
    const late = this.#late;
    this.#late = [];
    return late;
  }

  #watch(collector: Collector): Collector {
    return {
      // Read each time, as the registry does.
      get name() {
        return collector.name;
      },
      collect: (buf, context) => {
        const { own, settle } = this.#buffer(collector);
        const take = (returned: unknown): unknown => {
          const metrics = own.filter((metric) => isMetric(metric));
          this.#names.set(collector.name, new Set(metrics.map(({ name }) => name)));
          settle();
          buf.push(...own);
          // The registry looks at it: metrics that are returned are on no page.
          return returned;
        };
        const pending: unknown = collector.collect(own, context);
        if (pending === undefined) {
          take(pending);
          return undefined;
        }
        return Promise.resolve(pending).then(take, (error: unknown) => {
          settle();
          throw error;
        }) as Promise<void>;
      },
    };
  }

  #buffer(collector: Collector): { readonly own: Metric[]; readonly settle: () => void } {
    let hasSettled = false;
    const own = new Proxy<Metric[]>([], {
      set: (target, key, value: unknown, receiver) => {
        if (hasSettled && key !== 'length') {
          const what = isMetric(value) ? value.name : 'something';
          this.#late.push({
            collector: collector.name,
            message: `appended ${what} after it had settled, when it is ignored; await what takes time`,
          });
        }
        return Reflect.set(target, key, value, receiver);
      },
    });
    const settle = (): void => {
      hasSettled = true;
    };
    return { own, settle };
  }
}

function isCollector(value: unknown): value is Collector {
  return typeof (value as Partial<Collector> | undefined)?.collect === 'function';
}
