import { randomBytes } from 'node:crypto';

/**
 * Version, trace id, parent id and flags. `ff` is no version, and an id of zeros is none; only versions
 * after 00 may have more behind the flags.
 */
const traceparentOf =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/**
 * The id of the trace that a request belongs to, as 32 hexadecimal digits: of its `traceparent` header, or a
 * new one where it has none that can be read. An application with OpenTelemetry takes that of the active
 * span instead, with `openTelemetryExemplars()` of `@telltale/metrics/opentelemetry`.
 *
 * @see W3C Trace Context, section 3.2, "Traceparent Header"
 */
export function traceIdOf(traceparent: string | readonly string[] | undefined): string {
  const given = typeof traceparent === 'string' ? traceparentOf.exec(traceparent)?.[1] : undefined;
  return given ?? randomBytes(16).toString('hex');
}
