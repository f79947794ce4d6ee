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
  if (!Number.isFinite(value)) return valueText(value);
  const [digits, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A bucket bound or a quantile in the canonical form of OpenMetrics: as Go's `%g`, and always a float. */
export function canonicalFloatText(value: number): string {
  const text = goFloatText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
