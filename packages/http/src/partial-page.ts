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
 * A page of the families that can be written, as `write` does it.
 *
 * @param onError is given the error of the first that cannot
 * @throws that error where no family can be written
 */
export async function encodeWhatWorks<Page>(
  families: readonly MetricFamily[],
  write: (families: readonly MetricFamily[]) => Promise<Page>,
  onError: (error: unknown) => void,
): Promise<Page> {
  try {
    return await write(families);
  } catch (error) {
    const working: MetricFamily[] = [];
    for (const family of families) if (await canBeWritten(family, write)) working.push(family);
    if (working.length === 0) throw error;
    const page = await write(working);
    onError(error);
    return page;
  }
}

async function canBeWritten(
  family: MetricFamily,
  write: (families: readonly MetricFamily[]) => Promise<unknown>,
): Promise<boolean> {
  try {
    await write([family]);
    return true;
  } catch {
    return false;
  }
}
