import { encode, type Format } from '@telltale/exposition';
import type { GatherError, MetricFamily } from '@telltale/model';

/**
 * The families that worked, which the error of a failed gathering brings along.
 *
 * @throws the error itself where there are none
 */
export function familiesThatWorked(error: unknown): readonly MetricFamily[] {
  // Any error that has them: a gatherer need not be a registry, nor its GatherError come from the same installation.
  const families: unknown = (error as Partial<GatherError> | undefined)?.families;
  if (Array.isArray(families) && families.length > 0) return families as MetricFamily[];
  throw error;
}

/**
 * A page of the families that can be written in the format.
 *
 * @param onError is given the error of the first that cannot
 * @throws that error where no family can be written
 */
export function encodeWhatWorks(
  families: readonly MetricFamily[],
  format: Format,
  onError: (error: unknown) => void,
): Uint8Array {
  try {
    return encode(families, format);
  } catch (error) {
    const working = families.filter((family) => canBeWritten(family, format));
    if (working.length === 0) throw error;
    const page = encode(working, format);
    onError(error);
    return page;
  }
}

function canBeWritten(family: MetricFamily, format: Format): boolean {
  try {
    encode([family], format);
    return true;
  } catch {
    return false;
  }
}
