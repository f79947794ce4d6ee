import { lint } from '@telltale/exposition';
import { constantFamily, MetricError, type MetricFamily, type MetricType } from '@telltale/model';
import type { CollectorSettings } from '../config/collector-schema.ts';
import type { ConfigProblem } from '../config/config-problem.ts';
import type { Config } from '../config/config-schema.ts';
import type { SourceOptions } from '../sources/source-types.ts';

/** What Prometheus adds to each target by itself. */
const ofPrometheus = /^(?:up$|scrape_)/;
/** What metrics of the exporter itself, and of the program that it is, begin with. */
const ofExporter = /^(?:exporter|process|nodejs|allocator|promhttp|telltale)_/;
/** Labels that Prometheus gives to all that it scrapes. */
const targetLabels = ['job', 'instance'];
/** Labels of samples that histograms and summaries consist of. */
const sampleLabels = ['le', 'quantile'];

/** A metric of a configuration, as far as conventions speak of it. */
interface NamedMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string | undefined;
  readonly labels: readonly string[];
}

/** Where names of a configuration, of metrics and labels, break conventions or meet those that others give. */
export function namingWarnings(config: Config): readonly ConfigProblem[] {
  const { sources = {}, collectors = {}, modules = {} } = config;
  return [
    ...Object.entries(sources).flatMap(([name, source]) => ofSource(['sources', name], source)),
    ...Object.entries(collectors).flatMap(([name, collector]) =>
      ofCollector(['collectors', name], collector),
    ),
    ...Object.entries(modules).flatMap(([name, module]) => [
      ...ofSource(['modules', name, 'source'], module.source),
      ...Object.entries(module.collectors ?? {}).flatMap(([collector, settings]) =>
        ofCollector(['modules', name, 'collectors', collector], settings),
      ),
    ]),
  ];
}

function ofSource(path: readonly PropertyKey[], source: SourceOptions): ConfigProblem[] {
  const labels = 'labels' in source ? Object.keys(source.labels ?? {}) : [];
  const problems = labels.flatMap((label) =>
    [...labelWarnings(label), ...sampleLabelWarnings(label)].map((message) => ({
      path: [...path, 'labels', label],
      message,
    })),
  );
  if (source.type !== 'logfile') return problems;
  return [
    ...problems,
    ...source.metrics.flatMap((metric, index) => {
      const { labels: groups = [], static_labels: statics = {} } = metric;
      const names = Array.isArray(groups) ? groups : Object.keys(groups);
      return ofMetric([...path, 'metrics', index], {
        ...metric,
        unit: metric.unit,
        labels: [...names, ...Object.keys(statics)],
      });
    }),
  ];
}

function ofCollector(
  path: readonly PropertyKey[],
  { metrics }: Pick<CollectorSettings, 'metrics'>,
): ConfigProblem[] {
  return metrics.flatMap((metric, index) => {
    const { key_labels: keys = [], static_labels: statics = {} } = metric;
    const valueLabel = 'value_label' in metric ? metric.value_label : undefined;
    return ofMetric([...path, 'metrics', index], {
      ...metric,
      unit: metric.unit,
      labels: [
        ...keys.flatMap((key) => (typeof key === 'string' ? [key] : Object.keys(key))),
        ...Object.keys(statics),
        ...(valueLabel === undefined ? [] : [valueLabel]),
      ],
    });
  });
}

function ofMetric(path: readonly PropertyKey[], metric: NamedMetric): ConfigProblem[] {
  const { name, labels } = metric;
  const family = familyOf(metric);
  return [
    ...nameWarnings(name),
    ...(family === undefined ? [] : lint([family]).map(({ message }) => message)),
    ...labels.flatMap(labelWarnings),
  ].map((message) => ({ path, message: `${name}: ${message}` }));
}

function nameWarnings(name: string): string[] {
  if (ofPrometheus.test(name)) {
    return ['Prometheus gives metrics of this name to each target; take another name'];
  }
  const [start] = ofExporter.exec(name) ?? [];
  return start === undefined
    ? []
    : [`metrics of the exporter itself begin with ${start}; take another name`];
}

function labelWarnings(label: string): string[] {
  return targetLabels.includes(label)
    ? [
        `Prometheus gives the label ${label} to each target, and calls this one exported_${label} unless it has honor_labels; choose another name`,
      ]
    : [];
}

function sampleLabelWarnings(label: string): string[] {
  return sampleLabels.includes(label)
    ? [`the label ${label} is kept for histograms and summaries; choose another name`]
    : [];
}

/** Without series; undefined where it is none, which is more than a warning and told when it is built. */
function familyOf({ name, type, help, unit, labels }: NamedMetric): MetricFamily | undefined {
  try {
    return constantFamily({ name, type, help, unit, labelNames: labels, series: [] });
  } catch (error) {
    if (error instanceof MetricError) return undefined;
    throw error;
  }
}
