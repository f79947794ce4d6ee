import { encodeText } from '@telltale/exposition';
import type { Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';

/** The page that these collectors give, and nothing else on it. */
export async function pageOf(...collectors: Collector[]): Promise<string> {
  const registry = new Registry({ collectorMetrics: false });
  registry.register(...collectors);
  return encodeText(await registry.gather());
}
