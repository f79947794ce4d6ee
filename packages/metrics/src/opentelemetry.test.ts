import { context, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { HistogramValue, Metric } from '@telltale/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import { openTelemetryExemplars } from './opentelemetry.ts';

const tracer = new TracerProvider().getTracer('test');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

const counterOf = () =>
  new Counter({ name: 'jobs_total', help: 'Jobs.', exemplarProvider: openTelemetryExemplars() });
const exemplarOf = (metric: Metric) => [...metric.snapshot().series][0]?.exemplar;
const within = (span: Span, fn: () => void): void => {
  context.with(trace.setSpan(context.active(), span), fn);
};

describe('openTelemetryExemplars', () => {
  it('refers to the active span', () => {
    const counter = counterOf();
    const span = tracer.startSpan('job');
    within(span, () => {
      counter.inc(3);
    });
    const { traceId, spanId } = span.spanContext();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(exemplarOf(counter)).toMatchObject({
      labels: { trace_id: traceId, span_id: spanId },
      value: 3,
    });
  });

  it('refers to it across an await, in the bucket of what was timed', async () => {
    const duration = new Histogram({
      name: 'job_duration_seconds',
      help: 'Jobs.',
      native: {},
      exemplarProvider: openTelemetryExemplars(),
    });
    await tracer.startActiveSpan('job', async (span) => {
      await duration.time(() => new Promise((resolve) => setTimeout(resolve, 5)));
      span.end();
    });
    const [series] = duration.snapshot().series;
    const { native } = series?.value as HistogramValue;
    expect(native?.exemplars?.map(({ labels }) => Object.keys(labels))).toEqual([
      ['trace_id', 'span_id'],
    ]);
  });

  it('gives none where no span is active', () => {
    const counter = counterOf();
    counter.inc();
    expect(exemplarOf(counter)).toBeUndefined();
  });

  it('gives none of a span that is not sampled', () => {
    const counter = counterOf();
    const unsampled = new TracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('test');
    const span = unsampled.startSpan('job');
    expect(span.spanContext().traceFlags).toBe(TraceFlags.NONE);
    within(span, () => {
      counter.inc();
    });
    expect(exemplarOf(counter)).toBeUndefined();
  });

  it('gives none of a span whose context is not valid', () => {
    const counter = counterOf();
    const traceId = '0'.repeat(32);
    within(trace.wrapSpanContext({ traceId, spanId: '0'.repeat(16), traceFlags: 1 }), () => {
      counter.inc();
    });
    expect(exemplarOf(counter)).toBeUndefined();
  });
});
