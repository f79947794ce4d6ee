import type { Collector } from '@telltale/model';
import type { RowSource } from '@telltale/rows';
import * as z from 'zod';
import type { ProbeTarget } from '../probe/probe-target.ts';

/** What a source may use while it is built and while it works. */
export interface SourceContext {
  /** Its name in the configuration. */
  readonly name: string;
  /** The folder of the configuration, which relative paths begin at. */
  readonly folder: string;
  /** What is probed, where it is built for `/probe`. Only of types that take targets. */
  readonly target?: ProbeTarget | undefined;
  /** Says in the log what costs a part of the metrics; the same text is not repeated at each scrape. */
  readonly warn: (message: string) => void;
}

/** A source that is ready to be collected from. */
export interface BuiltSource {
  /** Each that throws costs only its own metrics. They are disposed of with the source. Default: none. */
  readonly collectors?: readonly Collector[] | undefined;
  /** What collectors of the configuration ask. It is disposed of with the source. Default: they cannot. */
  readonly rows?: RowSource<unknown> | undefined;
}

/** One kind of source: what may be configured, and how it is made of that. */
export interface SourceType {
  readonly type: string;
  readonly schema: z.ZodObject;
  /** What a query of it looks like. Absent where collectors of the configuration cannot ask it. */
  readonly query?: z.ZodType | undefined;
  /** Whether it can be built for a target of `/probe`, which is in its context. Default: it cannot. */
  readonly takesTarget?: true | undefined;
  /** Settings that say what is asked, as a target does: with one they may not be given. Default: none. */
  readonly givenByTarget?: readonly string[] | undefined;
  /** Settings that have to be given where there is no target. Default: those that the schema needs. */
  readonly neededWithoutTarget?: readonly string[] | undefined;
  /** Whether it works through a driver that is installed beside the exporter. Default: it does not. */
  readonly needsDriver?: true | undefined;
  /** What it depends on besides its options, such as the text of files; a change of it is one of the configuration. */
  readonly fingerprint?:
    ((options: unknown, context: SourceContext) => Promise<string>) | undefined;
  /**
   * Connects nowhere: whether it works shows the first collection.
   *
   * @throws INVALID_CONFIG, INVALID_OPTION and others, with what is wrong with the options
   */
  readonly build: (options: unknown, context: SourceContext) => BuiltSource | Promise<BuiltSource>;
}

type Shape = z.core.$ZodLooseShape;
type FieldsOf<Fields extends Shape> = z.output<z.ZodObject<Fields>>;

/** The field of sources of rows. */
export const labelsField = {
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('Labels of all that collectors make of its rows.'),
};

interface Definition<Fields extends Shape> extends Pick<
  SourceType,
  'query' | 'takesTarget' | 'givenByTarget' | 'neededWithoutTarget' | 'needsDriver'
> {
  /** All that may be configured besides `type`. */
  readonly fields: Fields;
  readonly build: (
    options: FieldsOf<Fields>,
    context: SourceContext,
  ) => BuiltSource | Promise<BuiltSource>;
  readonly fingerprint?: (options: FieldsOf<Fields>, context: SourceContext) => Promise<string>;
}

/**
 * Describes a kind of source. One that is collected from by itself has `scheduleFields` among its fields; one whose rows
 * collectors ask for has `labelsField`, and says what a query looks like.
 */
export function sourceType<const Type extends string, Fields extends Shape>(
  type: Type,
  description: string,
  { fields, ...rest }: Definition<Fields>,
) {
  const schema = z.strictObject({ type: z.literal(type), ...fields }).describe(description);
  return { type, schema, ...rest };
}
