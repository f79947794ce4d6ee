import type { MetricFamily, MetricType } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { LabelNames } from './label-names.ts';
import type { LintRule } from './lint-rule.ts';
import { baseUnitFor, unitForAbbreviation } from './lint-units.ts';

/** Types whose samples have a suffix or a label for themselves. */
const typesBySuffix: Readonly<Record<string, readonly MetricType[]>> = {
  _bucket: ['histogram', 'gaugehistogram'],
  _count: ['histogram', 'summary'],
  _sum: ['histogram', 'summary'],
};
const typesByLabel: Readonly<Record<string, readonly MetricType[]>> = {
  le: ['histogram', 'gaugehistogram'],
  quantile: ['summary'],
};

const noHelp: LintRule = {
  name: 'no-help',
  *check({ help }) {
    if (help === '') yield 'no help text; say in one sentence what it measures';
  },
};

const baseUnit: LintRule = {
  name: 'base-unit',
  *check({ name }) {
    for (const word of wordsOf(name)) {
      const base = baseUnitFor(word);
      if (base !== undefined) yield `use the base unit ${base} instead of ${word}`;
    }
  },
};

const abbreviatedUnit: LintRule = {
  name: 'abbreviated-unit',
  *check({ name }) {
    for (const word of wordsOf(name).slice(1)) {
      const unit = unitForAbbreviation(word);
      if (unit !== undefined) yield `unit ${word} is abbreviated; write ${unit}`;
    }
  },
};

const counterTotal: LintRule = {
  name: 'counter-total',
  *check({ name, type }) {
    if (type === 'counter' && !name.endsWith('_total')) {
      yield `a counter ends in _total; write ${name}_total`;
    }
  },
};

const onlyCounterTotal: LintRule = {
  name: 'only-counter-total',
  *check({ name, type }) {
    if (type !== 'counter' && type !== 'unknown' && name.endsWith('_total')) {
      yield `only a counter ends in _total; write ${name.slice(0, -'_total'.length)}`;
    }
  },
};

const reservedSuffix: LintRule = {
  name: 'reserved-suffix',
  *check({ name, type }) {
    if (type === 'unknown') return;
    for (const [suffix, types] of Object.entries(typesBySuffix)) {
      if (name.endsWith(suffix) && !types.includes(type)) {
        yield `the suffix ${suffix} is kept for samples of ${types.join(' and ')}; leave it out of the name`;
      }
    }
  },
};

const reservedLabel: LintRule = {
  name: 'reserved-label',
  *check(family) {
    if (family.type === 'unknown') return;
    for (const label of labelNamesOf(family)) {
      const types = Object.hasOwn(typesByLabel, label) ? typesByLabel[label] : undefined;
      if (types !== undefined && !types.includes(family.type)) {
        yield `the label ${label} is kept for ${types.join(' and ')}; choose another name`;
      }
    }
  },
};

const typeInName: LintRule = {
  name: 'type-in-name',
  *check({ name, type }) {
    // A family of type info is called so: build_info.
    if (type === 'unknown' || type === 'info') return;
    if (wordsOf(name).slice(1).includes(type)) {
      yield `the name contains its type; leave ${type} out of it`;
    }
  },
};

const colon: LintRule = {
  name: 'colon',
  *check({ name }) {
    if (name.includes(':')) {
      yield `colons are for recording rules; write ${name.replace(/:+/g, '_')}`;
    }
  },
};

const snakeCase: LintRule = {
  name: 'snake-case',
  *check(family) {
    if (!/^[a-z_:][a-z0-9_:]*$/.test(family.name)) {
      yield `the name is not in snake_case; write ${snakeCased(family.name)}`;
    }
    for (const label of labelNamesOf(family)) {
      if (!/^[a-z_][a-z0-9_]*$/.test(label)) {
        yield `the label ${label} is not in snake_case; write ${snakeCased(label)}`;
      }
    }
  },
};

const uniqueSeries: LintRule = {
  name: 'unique-series',
  *check(family) {
    const { size, labelValues, seriesLabelNames, timestamps } = columnsOf(family);
    const seen = new Set<string>();
    const noNames = new LabelNames();
    for (let row = 0; row < size; row++) {
      const names = seriesLabelNames?.[row] ?? family.labelNames;
      const values = labelValues.at(row) ?? [];
      const key = `${timestamps?.[row] ?? NaN} ${noNames.withAll(names).keyOf(values)}`;
      if (seen.has(key)) {
        const labels = names.map((name, at) => `${name}=${JSON.stringify(values[at] ?? '')}`);
        yield `the series {${labels.join(',')}} is there more than once; give each series labels of its own`;
      }
      seen.add(key);
    }
  },
};

/** The rules that `lint` follows unless it is told otherwise. */
export const lintRules: readonly LintRule[] = Object.freeze([
  noHelp,
  baseUnit,
  abbreviatedUnit,
  counterTotal,
  onlyCounterTotal,
  reservedSuffix,
  reservedLabel,
  typeInName,
  colon,
  snakeCase,
  uniqueSeries,
]);

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split('_');
}

/** All label names that a series of the family has. */
function labelNamesOf(family: MetricFamily): Iterable<string> {
  const own = columnsOf(family).seriesLabelNames ?? [];
  return new Set([...family.labelNames, ...own.flat()]);
}

function snakeCased(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9_:]+/g, '_')
    .toLowerCase();
}
