import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { EscapingScheme } from './escape-name.ts';

/** The formats that can be written. `openmetrics2` is of a release candidate and may change with it. */
export type FormatName = 'text' | 'openmetrics' | 'openmetrics2' | 'protobuf';

/** A format down to the last choice: what `negotiate` returns and `encode` takes. Immutable. */
export interface Format {
  /** What it is apart from the version. */
  readonly name: FormatName;
  /**
   * The version that the content type names: `0.0.4` or `1.0.0` for text, `0.0.1`, `1.0.0` or `2.0.0` for OpenMetrics.
   * Empty for protobuf, which has none.
   */
  readonly version: string;
  /** What becomes of names outside the legacy character set. */
  readonly escaping: EscapingScheme;
  /** The value of the response's `Content-Type`. */
  readonly contentType: string;
}

/** What tells the protobuf that is meant from all others. */
export const protobufParameters: ReadonlyMap<string, string> = new Map([
  ['proto', 'io.prometheus.client.MetricFamily'],
  ['encoding', 'delimited'],
]);

const mediaTypes: Readonly<Record<FormatName, string>> = {
  text: 'text/plain',
  openmetrics: 'application/openmetrics-text',
  openmetrics2: 'application/openmetrics-text',
  protobuf: 'application/vnd.google.protobuf',
};

const defaultVersions: Readonly<Record<FormatName, string>> = {
  text: '0.0.4',
  openmetrics: '1.0.0',
  openmetrics2: '2.0.0',
  protobuf: '',
};

/** Makes a format. The content type names the escaping only where a client asked for one. */
export function createFormat(
  name: FormatName,
  version: string,
  escaping: EscapingScheme | undefined,
): Format {
  const parameters =
    name === 'protobuf'
      ? [...protobufParameters]
      : [
          ['version', version],
          ['charset', 'utf-8'],
        ];
  if (escaping !== undefined) parameters.push(['escaping', escaping]);
  return Object.freeze({
    name,
    version,
    escaping: escaping ?? 'underscores',
    contentType: [mediaTypes[name], ...parameters.map((pair) => pair.join('='))].join('; '),
  });
}

/**
 * The format of a name, in the version that is best known: text 0.0.4, OpenMetrics 1.0.0 or, where the name says so,
 * 2.0.0; protobuf.
 *
 * @throws INVALID_OPTION if there is no such format
 */
export function resolveFormat(format: Format | FormatName): Format {
  const name: unknown = typeof format === 'object' ? format.name : format;
  if (typeof name !== 'string' || !Object.hasOwn(mediaTypes, name)) {
    throw new MetricError(
      'INVALID_OPTION',
      `${describeValue(name)} is not a format: expected 'text', 'openmetrics', 'openmetrics2', 'protobuf', or what negotiate() returns.`,
    );
  }
  if (typeof format === 'object') return format;
  return createFormat(format, defaultVersions[format], undefined);
}
