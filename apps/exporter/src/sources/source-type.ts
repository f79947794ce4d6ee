import type { Collector } from '@telltale/model';
import * as z from 'zod';
import { scheduleFields, type ScheduleSettings } from '../config/schedule-fields.ts';

/** What a source may use while it is built and while it works. */
export interface SourceContext {
  /** Its name in the configuration. */
  readonly name: string;
  /** The folder of the configuration, which relative paths begin at. */
  readonly folder: string;
  /** Says in the log what costs a part of the metrics; the same text is not repeated at each scrape. */
  readonly warn: (message: string) => void;
}

/** A source that is ready to be collected from. */
export interface BuiltSource {
  /** One that throws costs only its own metrics. */
  readonly collectors: readonly Collector[];
  /** Gives back all that it holds. Default: it holds nothing but what its collectors dispose of themselves. */
  readonly close?: (() => void | Promise<void>) | undefined;
}

/** One kind of source: what may be configured, and how it is made of that. */
export interface SourceType<
  Type extends string = string,
  Options extends ScheduleSettings = ScheduleSettings,
> {
  readonly type: Type;
  readonly schema: z.ZodObject & z.ZodType<Options & { readonly type: Type }>;
  /** What it depends on besides its options, such as the text of files; a change of it is one of the configuration. */
  readonly fingerprint?: (options: Options, context: SourceContext) => Promise<string>;
  /**
   * Connects nowhere: whether it works shows the first collection.
   *
   * @throws INVALID_CONFIG, INVALID_OPTION and others, with what is wrong with the options
   */
  readonly build: (options: Options, context: SourceContext) => BuiltSource | Promise<BuiltSource>;
}

/** Describes a kind of source by the fields that it has besides `type` and those of schedules. */
export function sourceType<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  description: string,
  {
    fields,
    ...rest
  }: { readonly fields: Shape } & Pick<
    SourceType<Type, FieldsOf<Shape> & ScheduleSettings>,
    'build' | 'fingerprint'
  >,
) {
  const schema = z
    .strictObject({ type: z.literal(type), ...fields, ...scheduleFields })
    .describe(description);
  return { type, schema, ...rest };
}

type FieldsOf<Shape extends z.core.$ZodLooseShape> = z.output<z.ZodObject<Shape>>;
