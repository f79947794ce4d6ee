import type { MetricFamily } from '@telltale/model';
import { withDistinctNames } from './distinct-names.ts';
import { resolveFormat, type Format, type FormatName } from './format.ts';
import { LinePage } from './line-page.ts';
import { openMetricsEnd } from './openmetrics-lines.ts';
import { OpenMetricsWriter } from './openmetrics-writer.ts';
import { OpenMetrics2Writer } from './openmetrics2-writer.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { TextWriter } from './text-writer.ts';
import type { EncodeOptions, Writer } from './writer.ts';

/**
 * A page of the families in the order given. It changes nothing in them: the same families can be encoded in another
 * format next. Families of one name and type become one; where two names would be shown as one, a family is called
 * otherwise, as `x_gauge`. OpenMetrics shows a series that stands twice once.
 *
 * @throws INVALID_OPTION if there is no such format
 * @throws INVALID_VALUE if a family was written by hand and not made by `constantFamily()`
 */
export function encode(
  families: Iterable<MetricFamily>,
  format: Format | FormatName,
  options: EncodeOptions = {},
): Uint8Array {
  const resolved = resolveFormat(format);
  const all = withDistinctNames(families, resolved);
  const writer = createWriter(all, resolved, options);
  for (const family of all) writer.writeFamily(family);
  return writer.finish();
}

function createWriter(
  families: readonly MetricFamily[],
  { name, escaping }: Format,
  options: EncodeOptions,
): Writer {
  switch (name) {
    case 'text':
      return new LinePage((write) => new TextWriter(escaping, write));
    case 'openmetrics':
      return new LinePage(
        (write) => new OpenMetricsWriter(families, escaping, write, options),
        openMetricsEnd,
      );
    case 'openmetrics2':
      return new LinePage((write) => new OpenMetrics2Writer(escaping, write), openMetricsEnd);
    case 'protobuf':
      return new ProtobufWriter(escaping);
  }
}
