import * as z from 'zod';
import { closestMatch } from '../closest-match.ts';
import { sourceTypeOf } from '../sources/source-types.ts';
import { checkSchedule } from './check-schedule.ts';
import type { CollectorSettings } from './collector-schema.ts';
import { problemsOf, type ConfigProblem } from './config-problem.ts';
import type { Config } from './config-schema.ts';

/** What is wrong with collectors: what they refer to, and what they ask. */
export function checkCollectors(config: Config): ConfigProblem[] {
  return Object.entries(config.collectors ?? {}).flatMap(([name, collector]) => {
    const path = ['collectors', name];
    return [
      ...checkSchedule(path, collector),
      ...checkName(path, name, config),
      ...checkSources(path, collector, config),
      ...checkQuery(path, collector, config),
      ...checkErrors(path, collector),
      ...collector.metrics.flatMap((metric, index) =>
        checkMetricName([...path, 'metrics', index, 'name'], metric.name, collector, index),
      ),
    ];
  });
}

/** The names of the sources that a collector asks. */
export function sourcesOf({ source }: CollectorSettings): readonly string[] {
  return typeof source === 'string' ? [source] : source;
}

/** The query of a collector, wherever it is written. */
export function queryOf({ query, query_ref: ref }: CollectorSettings, config: Config): unknown {
  return ref === undefined ? query : config.queries?.[ref];
}

function checkName(path: readonly string[], name: string, config: Config): ConfigProblem[] {
  if (!Object.hasOwn(config.sources ?? {}, name)) return [];
  const message = 'a source has this name, too: collect[] could not tell them apart. Take another';
  return [{ path, atKey: true, message }];
}

function checkSources(
  path: readonly string[],
  collector: CollectorSettings,
  { sources = {} }: Config,
): ConfigProblem[] {
  const names = sourcesOf(collector);
  const problems: ConfigProblem[] = [];
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const at = [...path, 'source', ...(typeof collector.source === 'string' ? [] : [index])];
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (source === undefined) {
      const nearest = closestMatch(name, Object.keys(sources));
      const remedy = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
      const message = `${JSON.stringify(name)} is not the name of a source.${remedy}`;
      problems.push({ path: at, message });
    } else if (sourceTypeOf(source.type).query === undefined) {
      const message = `${JSON.stringify(name)} is of the type ${source.type}, which gives no rows`;
      problems.push({ path: at, message });
    } else {
      const labels = JSON.stringify('labels' in source ? (source.labels ?? {}) : {});
      if (seen.has(labels)) {
        const message = `the series of ${JSON.stringify(name)} could not be told apart from those of another source: give each labels of its own`;
        problems.push({ path: at, message });
      }
      seen.add(labels);
    }
  }
  return problems;
}

function checkQuery(
  path: readonly string[],
  collector: CollectorSettings,
  config: Config,
): ConfigProblem[] {
  const { query, query_ref: ref } = collector;
  if ((query === undefined) === (ref === undefined)) {
    const message = query === undefined ? 'this key is missing' : 'query_ref is given, too';
    return [{ path: [...path, 'query'], message: `${message}: one of query and query_ref` }];
  }
  const queries = config.queries ?? {};
  if (ref !== undefined && !Object.hasOwn(queries, ref)) {
    const nearest = closestMatch(ref, Object.keys(queries));
    const remedy = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
    const message = `${JSON.stringify(ref)} is not the name of a query.${remedy}`;
    return [{ path: [...path, 'query_ref'], message }];
  }
  const at = ref === undefined ? [...path, 'query'] : ['queries', ref];
  return sourcesOf(collector).flatMap((name) => {
    const source = config.sources?.[name];
    const schema = source && sourceTypeOf(source.type).query;
    const asked = queryOf(collector, config);
    const issues = schema?.safeParse(asked).error?.issues ?? [];
    return issues.flatMap((issue) =>
      queryProblems(issue, asked).map(({ path: inner, message }) => ({
        path: [...at, ...inner],
        message,
      })),
    );
  });
}

function queryProblems(issue: z.core.$ZodIssue, asked: unknown): ConfigProblem[] {
  if (issue.code !== 'unrecognized_keys') return problemsOf(new z.ZodError([issue]), asked);
  const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
  const message = `${keys} is not known in a query of this type of source`;
  return [{ path: issue.path, message }];
}

function checkErrors(
  path: readonly string[],
  { on_error: onError, max_age: maxAge }: CollectorSettings,
): ConfigProblem[] {
  if (onError === 'keep' && maxAge === undefined) {
    return [
      { path: [...path, 'max_age'], message: 'on_error: keep needs it, such as max_age: 5m' },
    ];
  }
  if (onError !== 'keep' && maxAge !== undefined) {
    const message = 'it has no meaning without on_error: keep. Leave it out';
    return [{ path: [...path, 'max_age'], message }];
  }
  return [];
}

function checkMetricName(
  path: readonly PropertyKey[],
  name: string,
  { metrics }: CollectorSettings,
  index: number,
): ConfigProblem[] {
  const isTwice = metrics.some((other, at) => at < index && other.name === name);
  return isTwice
    ? [{ path, message: `${name} is the name of another metric of this collector` }]
    : [];
}
