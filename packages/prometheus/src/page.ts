import { encodeText } from '@telltale/exposition';
import { registry } from './default-registry.ts';

/** The `Content-Type` of what {@link gather} gives. Prometheus 3 refuses a page without it. */
export const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Gathers the default registry into a page in text 0.0.4. A collector that fails costs only its own series. */
export async function gather(): Promise<string> {
  return encodeText(await registry().gather());
}
