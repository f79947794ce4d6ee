import { isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';
import type { ExemplarProvider } from './exemplar-options.ts';

export type { ExemplarLabels, ExemplarProvider } from './exemplar-options.ts';

/**
 * Exemplars from the active span of OpenTelemetry: its `trace_id` and `span_id`, in hexadecimal digits. Spans that are
 * not sampled give none, as nobody could look them up. Without an OpenTelemetry SDK no span is ever active.
 *
 * @see OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", exemplars
 */
export function openTelemetryExemplars(): ExemplarProvider {
  return () => {
    const context = trace.getActiveSpan()?.spanContext();
    if (context === undefined || !isSpanContextValid(context)) return undefined;
    if ((context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
    return { trace_id: context.traceId, span_id: context.spanId };
  };
}
