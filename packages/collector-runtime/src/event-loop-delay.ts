import { performance } from 'node:perf_hooks';
import { Histogram } from '@telltale/metrics';
import type { Metric, MetricFamily } from '@telltale/model';
import { FamilyTemplate } from '@telltale/model/internal';
import { DelaySampler } from './delay-sampler.ts';
import type { DelaySource } from './delay-source.ts';
import { DelayWindow, type DelayFigures } from './delay-window.ts';
import { engine } from './engine.ts';
import { checkMilliseconds } from './option-checks.ts';
import type { RuntimeSource } from './runtime-source.ts';
import { TimerSampler } from './timer-sampler.ts';

/** How the delay of the event loop is measured. */
export interface EventLoopOptions {
  /**
   * Whole milliseconds between two samples, from 1 to 1,000. What is seen of a blocked loop is short of up to this
   * much. A finer one wakes the process more often; twice as fine costs twice as much. Default: 20.
   */
  readonly resolutionMs?: number | undefined;
  /**
   * Whole milliseconds that the `nodejs_eventloop_lag_*` gauges look back, from `resolutionMs` to 600,000: as long as the
   * longest scrape interval, or a peak can fall between two scrapes. Default: 60,000.
   */
  readonly windowMs?: number | undefined;
  /** Upper bounds of `nodejs_eventloop_delay_seconds`, in seconds. Default: 13 bounds from 1 ms to 10 s. */
  readonly buckets?: readonly number[] | undefined;
}

const defaultBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

const quantiles = [0.5, 0.9, 0.99] as const;

/** Measures how much later than it was due an unreferenced timer runs. */
export function eventLoopDelay(options: EventLoopOptions): RuntimeSource {
  const resolutionMs = options.resolutionMs ?? 20;
  checkMilliseconds('eventLoop.resolutionMs', resolutionMs, 1, 1000);
  const windowMs = options.windowMs ?? 60_000;
  checkMilliseconds('eventLoop.windowMs', windowMs, resolutionMs, 600_000);

  const histogram = new Histogram({
    name: 'nodejs_eventloop_delay_seconds',
    help: `How much later than it was due a timer ran that is due every ${resolutionMs} ms, in seconds.`,
    unit: 'seconds',
    buckets: options.buckets ?? defaultBuckets,
    native: {},
  });
  const gauges = figureGauges(windowMs / 1000);
  const series = histogram.labels();
  // As they were read last, for as long as there was no sample since.
  let delays: MetricFamily | undefined;
  const takeSamples = (): void => {
    const time = performance.now();
    for (const delay of sampler.take()) {
      series.observe(delay);
      window.add(delay, time);
      delays = undefined;
    }
  };
  const sampler: DelaySource =
    engine === 'node'
      ? new DelaySampler(resolutionMs, windowMs, takeSamples)
      : new TimerSampler(resolutionMs, takeSamples);
  const most = Math.ceil((windowMs + sampler.turnMs) / resolutionMs);
  const window = new DelayWindow(windowMs, most, quantiles);

  return {
    collect(buf: Metric[]) {
      takeSamples();
      buf.push((delays ??= histogram.snapshot()));
      const { last } = sampler;
      const figures = window.figures(performance.now());
      if (figures === undefined || last === undefined) return;
      for (const { template, read } of gauges) buf.push(template.ofOne(read(figures, last)));
    },
    dispose() {
      sampler.stop();
    },
  };
}

interface FigureGauge {
  readonly template: FamilyTemplate;
  readonly read: (figures: DelayFigures, last: number) => number;
}

function quantile(share: (typeof quantiles)[number]): FigureGauge['read'] {
  const at = quantiles.indexOf(share);
  return (figures) => figures.quantiles[at] as number;
}

function figureGauges(windowSeconds: number): readonly FigureGauge[] {
  const one = (key: string, what: string, read: FigureGauge['read']): FigureGauge => ({
    template: new FamilyTemplate({
      name: `nodejs_eventloop_lag${key}_seconds`,
      help: `${what}, in seconds.`,
      type: 'gauge',
      unit: 'seconds',
    }),
    read,
  });
  const past = `event loop delay of the last ${windowSeconds} s`;
  return [
    one('', 'Event loop delay when it was last sampled', (_, last) => last),
    one('_min', `Shortest ${past}`, ({ min }) => min),
    one('_max', `Longest ${past}`, ({ max }) => max),
    one('_mean', `Mean ${past}`, ({ mean }) => mean),
    one('_stddev', `Standard deviation of the ${past}`, ({ stddev }) => stddev),
    one('_p50', `Median ${past}`, quantile(0.5)),
    one('_p90', `90th percentile of the ${past}`, quantile(0.9)),
    one('_p99', `99th percentile of the ${past}`, quantile(0.99)),
  ];
}
