import { invalidOption } from '@telltale/model/internal';
import { schemaOf } from './native-schema.ts';

/** The native buckets of a histogram: their bounds follow from one number, and only populated ones cost memory. */
export interface NativeOptions {
  /** By how much a bucket may be wider than the one before it, above 1. Default: 1.1, which gives 8 a power of two. */
  readonly factor?: number | undefined;
  /** What is not further from 0 than this is counted in the zero bucket. From 0 up. Default: 2^-128. */
  readonly zeroThreshold?: number | undefined;
  /**
   * How many buckets a series may populate, from 1 up, or `Infinity`. Past it the series begins anew, if
   * `minResetInterval` has passed; else the zero bucket is widened, up to `maxZeroThreshold`; else the resolution is
   * halved, and both last until the series may begin anew. Default: 160.
   */
  readonly maxBuckets?: number | undefined;
  /** How far the zero bucket may be widened. Default: not at all. */
  readonly maxZeroThreshold?: number | undefined;
  /** Milliseconds between two resets that make room for new buckets. Default: never reset. */
  readonly minResetInterval?: number | undefined;
}

/** {@link NativeOptions}, resolved. */
export interface NativeLayout {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly maxZeroThreshold: number;
  /** Infinity for no limit. */
  readonly maxBuckets: number;
  /** Infinity for never. */
  readonly minResetInterval: number;
}

/** @throws INVALID_OPTION */
export function resolveNative(
  metric: string,
  options: NativeOptions | undefined,
): NativeLayout | undefined {
  if (options === undefined) return undefined;
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw invalidOption(metric, 'native', given, 'an object of options, such as { factor: 1.1 }');
  }
  const zeroThreshold = atLeast(metric, 'zeroThreshold', options.zeroThreshold ?? 2 ** -128, 0);
  return {
    schema: schemaOf(metric, options.factor ?? 1.1),
    zeroThreshold,
    maxZeroThreshold: atLeast(metric, 'maxZeroThreshold', options.maxZeroThreshold ?? 0, 0),
    maxBuckets: atLeast(metric, 'maxBuckets', options.maxBuckets ?? 160, 1),
    minResetInterval: atLeast(metric, 'minResetInterval', options.minResetInterval ?? Infinity, 1),
  };
}

function atLeast(
  metric: string,
  option: keyof NativeOptions,
  value: number,
  least: number,
): number {
  // No page can have an infinite threshold; a limit that is infinite is none.
  const isFinite = option.endsWith('Threshold');
  if (typeof value === 'number' && value >= least && !(isFinite && value === Infinity))
    return value;
  const kind = isFinite ? 'a finite number' : 'a number';
  throw invalidOption(metric, `native.${option}`, value, `${kind} from ${least} up`);
}
