/** Content codings that a page may be sent in. */
export type ContentCoding = 'gzip' | 'zstd';

/**
 * The coding to send, of those that can be made, in the order of preference; `undefined` for none. Between codings
 * that the client likes equally the order decides, and a client that likes a plain answer best gets one.
 *
 * @see RFC 9110, section 12.5.3, "Accept-Encoding"
 */
export function negotiateCoding(
  acceptEncoding: string | undefined,
  codings: readonly ContentCoding[],
): ContentCoding | undefined {
  const weights = parseWeights(acceptEncoding ?? '');
  let best: ContentCoding | undefined;
  let bestWeight = 0;
  for (const coding of codings) {
    const weight = weights.get(coding) ?? weights.get('*') ?? 0;
    if (weight > bestWeight) {
      best = coding;
      bestWeight = weight;
    }
  }
  return (weights.get('identity') ?? 0) > bestWeight ? undefined : best;
}

function parseWeights(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    // x-gzip is an old name of gzip. A weight that is no number is taken as a no, not as a yes.
    const coding = name === 'x-gzip' ? 'gzip' : name;
    if (coding !== '') weights.set(coding, q === undefined ? 1 : Number(q) || 0);
  }
  return weights;
}
