/** What Prometheus is asked, and how its series are called. */
export interface Query {
  readonly query: string;
  /** A template, such as `{{collector}}`. */
  readonly legend: string;
}

/** From `value` on, the color. The first has none. */
export interface Threshold {
  readonly value?: number;
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue';
}

export interface PanelOptions {
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly description: string;
  /** As Grafana calls them: `s`, `bytes`, `percentunit`, `short`, … */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Of the 24 columns of a dashboard. */
  readonly width?: number;
  readonly thresholds?: readonly Threshold[];
  readonly min?: number;
  readonly max?: number;
}

export interface GraphOptions extends PanelOptions {
  readonly isStacked?: boolean;
}

export interface StatOptions extends PanelOptions {
  /** What is written in place of a value. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** A panel without its place. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly content: Readonly<Record<string, unknown>>;
}

export const dataSource = { type: 'prometheus', uid: '${datasource}' } as const;

/** Lines over time, with a table of the last and the highest value below. */
export function graph({ isStacked = false, width = 12, ...options }: GraphOptions): Panel {
  const hasThresholds = options.thresholds !== undefined;
  return {
    width,
    height: 8,
    content: {
      type: 'timeseries',
      ...common(options),
      fieldConfig: {
        defaults: {
          ...fieldDefaults(options),
          color: { mode: 'palette-classic' },
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: isStacked ? 30 : 5,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
            thresholdsStyle: { mode: hasThresholds ? 'dashed' : 'off' },
          },
        },
        overrides: [],
      },
      options: {
        legend: {
          displayMode: 'table',
          placement: 'bottom',
          showLegend: true,
          calcs: ['lastNotNull', 'max'],
        },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
      targets: targets(options.queries, 'range'),
    },
  };
}

/** The last value of each series, in large. */
export function stat({ width = 4, texts, ...options }: StatOptions): Panel {
  return {
    width,
    height: 4,
    content: {
      type: 'stat',
      ...common(options),
      fieldConfig: {
        defaults: {
          ...fieldDefaults(options),
          color: { mode: 'thresholds' },
          mappings: texts === undefined ? [] : [valueTexts(texts)],
        },
        overrides: [],
      },
      options: {
        colorMode: options.thresholds === undefined ? 'none' : 'background',
        graphMode: 'none',
        justifyMode: 'auto',
        orientation: 'auto',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        textMode: 'auto',
      },
      targets: targets(options.queries, 'instant'),
    },
  };
}

/** How the values of some series change over time, as coloured bars: for what is on or off. */
export function timeline({ width = 12, texts = {}, ...options }: StatOptions): Panel {
  return {
    width,
    height: 8,
    content: {
      type: 'state-timeline',
      ...common(options),
      fieldConfig: {
        defaults: {
          ...fieldDefaults(options),
          color: { mode: 'thresholds' },
          custom: { fillOpacity: 70, lineWidth: 0, spanNulls: false },
          mappings: [valueTexts(texts)],
        },
        overrides: [],
      },
      options: {
        mergeValues: true,
        showValue: 'never',
        alignValue: 'left',
        rowHeight: 0.9,
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
        tooltip: { mode: 'single', sort: 'none' },
      },
      targets: targets(options.queries, 'range'),
    },
  };
}

/** The bars of single values beside each other, such as how full disks are. */
export function bars({ width = 12, ...options }: PanelOptions): Panel {
  return {
    width,
    height: 8,
    content: {
      type: 'bargauge',
      ...common(options),
      fieldConfig: {
        defaults: { ...fieldDefaults(options), color: { mode: 'thresholds' } },
        overrides: [],
      },
      options: {
        displayMode: 'basic',
        orientation: 'horizontal',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        showUnfilled: true,
        valueMode: 'color',
      },
      targets: targets(options.queries, 'instant'),
    },
  };
}

function common({ title, description }: PanelOptions): object {
  return { title, description, datasource: dataSource };
}

function fieldDefaults({
  unit,
  min,
  max,
  thresholds = [{ color: 'green' }],
}: PanelOptions): object {
  return {
    unit,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    thresholds: {
      mode: 'absolute',
      steps: thresholds.map(({ value = null, color }) => ({ value, color })),
    },
  };
}

function valueTexts(texts: Readonly<Record<string, string>>): object {
  const options = Object.entries(texts).map(([value, text], index) => [value, { text, index }]);
  return { type: 'value', options: Object.fromEntries(options) as object };
}

function targets(queries: readonly Query[], kind: 'range' | 'instant'): readonly object[] {
  return queries.map(({ query, legend }, index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: dataSource,
    expr: query,
    legendFormat: legend,
    range: kind === 'range',
    instant: kind === 'instant',
  }));
}
