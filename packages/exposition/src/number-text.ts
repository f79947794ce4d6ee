/** A sample value: the shortest decimal that reads back as the same double. */
export function valueText(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

/**
 * A bucket bound or a quantile as Go's `%g` prints it. The text is part of the series' identity, so it has to be the
 * same as that of the other clients.
 */
export function goFloatText(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e6) || !Number.isFinite(value);
  // An exponent has two digits at least.
  return isPlain ? valueText(value) : value.toExponential().replace(/(?<=[+-])\d$/, '0$&');
}

/** A bucket bound or a quantile in the canonical form of OpenMetrics: as Go's `%g`, and always a float. */
export function canonicalFloatText(value: number): string {
  const text = goFloatText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
