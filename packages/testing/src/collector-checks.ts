import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { constantFamily, isMetric, type Collector, type Metric } from '@telltale/model';
import { checkLabelNames, checkMetricName } from '@telltale/model/internal';
import { Registry } from '@telltale/registry';
import { collectOnce } from './collect-once.ts';
import { leavesNothingRunning } from './leaves-nothing-running.ts';
import { lintWithAllowances } from './lint-allowances.ts';
import { roundTripProblems } from './round-trip.ts';

/** A collector, with what it may have to let go of what it holds. */
export type TestedCollector = Collector & Partial<Disposable>;

/** What a collector is checked with. */
export interface CollectorChecksOptions {
  /** Makes the collector anew for each check. */
  readonly create: () => TestedCollector | Promise<TestedCollector>;
  /** Lint rules that a metric may break, by its name: `{ cpu_ms: ['base-unit'] }`. Default: none. */
  readonly allowedLint?: Readonly<Record<string, readonly string[]>> | undefined;
  /** How long a collector whose signal has aborted may take to settle, in milliseconds. Default: 1000. */
  readonly settleMs?: number | undefined;
}

/** One thing that every collector has to do right. */
export interface CollectorCheck {
  /** A sentence without its subject, such as `collects at the same moment`. */
  readonly name: string;
  /** Rejects with what is wrong. */
  readonly run: () => Promise<void>;
}

interface Context {
  readonly allowedLint: Readonly<Record<string, readonly string[]>>;
  readonly settleMs: number;
}

type Check = (collector: TestedCollector, context: Context) => Promise<void> | void;

const checks: Readonly<Record<string, Check>> = {
  'has a name': (collector) => {
    assert.equal(typeof collector.name, 'string', 'the name is not a string');
    assert.notEqual(collector.name, '', 'the name is empty');
  },

  'appends metrics, and only appends': async (collector) => {
    const first = constantFamily({ name: 'first', help: 'First.', type: 'gauge', series: [] });
    const buf: Metric[] = [first];
    await collector.collect(buf, { signal: new AbortController().signal });
    assert.equal(buf[0], first, 'what stood in buf was moved or taken out');
    assert.ok(buf.every(isMetric), 'what was appended has no name or no snapshot()');
  },

  'has valid names and a help text on each family': async (collector) => {
    for (const { name, help, type, labelNames } of await collectOnce(collector)) {
      checkMetricName(name);
      checkLabelNames(name, type, labelNames);
      assert.notEqual(help.trim(), '', `${name} has no help text`);
    }
  },

  'follows the naming conventions': async (collector, { allowedLint }) => {
    const problems = lintWithAllowances(await collectOnce(collector), { allowedLint });
    assert.deepEqual(
      problems.map(({ metric, rule, message }) => `${metric}: ${message} (${rule})`),
      [],
    );
  },

  'gives pages that can be read back, in each format': async (collector) => {
    const problems = roundTripProblems(await collectOnce(collector));
    assert.deepEqual(
      problems.map(({ metric, message }) => (metric === undefined ? '' : `${metric}: `) + message),
      [],
    );
  },

  'is registered twice without harm, and can be removed': async (collector) => {
    const registry = new Registry({ onProblem: 'fail' });
    registry.register(collector);
    registry.register(collector);
    assert.deepEqual(registry.collectors(), [collector]);
    await registry.gather();
    assert.equal(registry.unregister(collector), true, 'it was not found in the registry');
    assert.deepEqual(await registry.gather(), []);
  },

  'collects several times at the same moment': async (collector) => {
    const registry = new Registry({ onProblem: 'fail', collectorMetrics: false });
    registry.register(collector);
    const gathered = await Promise.all([registry.gather(), registry.gather(), registry.gather()]);
    const [first, ...others] = gathered.map((families) => families.map((family) => family.name));
    for (const names of others) assert.deepEqual(names, first, 'scrapes differ in their families');
  },

  'settles when its signal has aborted': async (collector, { settleMs }) => {
    const before = collectOnce(collector, { signal: AbortSignal.abort() });
    await settled(before, settleMs, 'its signal had aborted before');
    const controller = new AbortController();
    const meanwhile = collectOnce(collector, { signal: controller.signal });
    controller.abort();
    await settled(meanwhile, settleMs, 'its signal aborted meanwhile');
  },
};

/** What every collector has to do right, whatever it collects. */
export function collectorChecks(options: CollectorChecksOptions): readonly CollectorCheck[] {
  const { create } = options;
  const context = { allowedLint: options.allowedLint ?? {}, settleMs: options.settleMs ?? 1000 };
  const each = Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => {
      const collector = await create();
      try {
        await check(collector, context);
      } finally {
        collector[Symbol.dispose]?.();
      }
    },
  }));
  return [
    ...each,
    { name: 'leaves nothing running when it is disposed', run: () => checkDisposal(create) },
  ];
}

async function checkDisposal(create: CollectorChecksOptions['create']): Promise<void> {
  await leavesNothingRunning(async () => {
    const collector = await create();
    await collectOnce(collector);
    collector[Symbol.dispose]?.();
    // Disposing twice is what happens when two owners let go.
    collector[Symbol.dispose]?.();
  });
}

/** Fulfilled and rejected are both right: what it gives is not used any more. */
async function settled(collecting: Promise<unknown>, ms: number, what: string): Promise<void> {
  const controller = new AbortController();
  const late = delay(ms, 'late', { signal: controller.signal, ref: true }).catch(() => 'stopped');
  const first = await Promise.race([
    collecting.then(
      () => 'settled',
      () => 'settled',
    ),
    late,
  ]);
  controller.abort();
  assert.equal(first, 'settled', `collect() has not settled after ${ms} ms, though ${what}`);
}
