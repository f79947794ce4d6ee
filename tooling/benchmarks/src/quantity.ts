import type { Case } from './cases/case.ts';

const steps: readonly [number, string][] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** A number in three digits or all of those before the point, as `0.83`, `12.4` and `1,234`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
}

/** A figure in the unit that suits it. */
export function quantity(value: number, unit: Case['unit']): string {
  if (unit === 'bytes') return `${shortNumber(value)} B`;
  const [size, symbol] = steps.find(([least]) => value >= least) ?? [1, 'ns'];
  return `${shortNumber(value / size)} ${symbol}`;
}
