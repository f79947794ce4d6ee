/** Base units and what is often written instead of them. */
const unitsByBase: Readonly<Record<string, readonly string[]>> = {
  amperes: [],
  bytes: ['bits'],
  celsius: ['fahrenheit', 'rankine'],
  grams: ['ounces', 'pounds'],
  joules: ['calories'],
  meters: ['feet', 'inches', 'miles', 'yards'],
  ratio: ['percent', 'percentage'],
  seconds: ['minutes', 'hours', 'days', 'weeks'],
  volts: [],
};

/** Units that are written with a prefix, and the base unit they belong to. */
const prefixable: Readonly<Record<string, string>> = {
  amperes: 'amperes',
  bits: 'bytes',
  bytes: 'bytes',
  grams: 'grams',
  joules: 'joules',
  meters: 'meters',
  metres: 'meters',
  seconds: 'seconds',
  volts: 'volts',
};

const prefixes: readonly string[] = [
  'pico',
  'nano',
  'micro',
  'milli',
  'centi',
  'deci',
  'deca',
  'hecto',
  'kilo',
  'kibi',
  'mega',
  'mebi',
  'giga',
  'gibi',
  'tera',
  'tebi',
  'peta',
  'pebi',
];

/** What the abbreviations stand for, as a remedy. */
const abbreviations: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'seconds',
  us: 'seconds',
  ns: 'seconds',
  sec: 'seconds',
  b: 'bytes',
  kb: 'bytes',
  mb: 'bytes',
  gb: 'bytes',
  tb: 'bytes',
  pb: 'bytes',
  m: 'seconds or meters',
  h: 'seconds',
  d: 'seconds',
};

const baseByUnit = new Map<string, string>();
for (const [base, others] of Object.entries(unitsByBase)) {
  for (const other of others) baseByUnit.set(other, base);
}
for (const [unit, base] of Object.entries(prefixable)) {
  for (const prefix of prefixes) baseByUnit.set(prefix + unit, base);
}

/** The base unit to use instead of a unit. `undefined`: it is a base unit, or none that is known. */
export function baseUnitFor(unit: string): string | undefined {
  return baseByUnit.get(unit);
}

/** The base unit to write out instead of an abbreviation. `undefined`: it is none that is known. */
export function unitForAbbreviation(word: string): string | undefined {
  return Object.hasOwn(abbreviations, word) ? abbreviations[word] : undefined;
}
