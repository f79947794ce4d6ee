import type { Labels } from './contender.ts';
import type { Settings } from './settings.ts';

/** The label sets of one metric. */
export interface LabelSets {
  readonly names: readonly string[];
  /** A new object at each call, as an application writes it; the strings in it are those of the call before. */
  at(index: number): Labels;
}

const allNames = ['route', 'status', 'method', 'host', 'zone'] as const;
const few = 10;

const wording = {
  ascii: (name: string, index: number) => `/${name}/number-${index}`,
  // Two, three and four bytes a character in UTF-8, beside ASCII.
  'utf-8': (name: string, index: number) => `/${name}/größe-数量-🐟-${index}`,
};

/**
 * `count` different label sets: each label but the first has ten values, and the first as many as are needed. Written
 * out for each number of labels, so that objects are made as cheaply as by the literals of an application.
 */
export function labelSets(
  count: number,
  { labels, values }: Pick<Settings, 'labels' | 'values'>,
): LabelSets {
  const names = allNames.slice(0, labels);
  const words = (name: string, length: number): string[] =>
    Array.from({ length }, (_, index) => wording[values](name, index));
  const firstOnes = words('route', Math.ceil(count / few ** (labels - 1)));
  const [statuses, methods, hosts, zones] = allNames.slice(1).map((name) => words(name, few)) as [
    string[],
    string[],
    string[],
    string[],
  ];
  const digit = (index: number, place: number): number => Math.floor(index / few ** place) % few;
  const pick = (from: string[], index: number): string => from[index] as string;
  const route = (index: number): string => pick(firstOnes, Math.floor(index / few ** (labels - 1)));

  switch (labels) {
    case 1:
      return { names, at: (index) => ({ route: route(index) }) };
    case 2:
      return {
        names,
        at: (index) => ({ route: route(index), status: pick(statuses, index % few) }),
      };
    case 3:
      return {
        names,
        at: (index) => ({
          route: route(index),
          status: pick(statuses, digit(index, 1)),
          method: pick(methods, index % few),
        }),
      };
    case 4:
      return {
        names,
        at: (index) => ({
          route: route(index),
          status: pick(statuses, digit(index, 2)),
          method: pick(methods, digit(index, 1)),
          host: pick(hosts, index % few),
        }),
      };
    case 5:
      return {
        names,
        at: (index) => ({
          route: route(index),
          status: pick(statuses, digit(index, 3)),
          method: pick(methods, digit(index, 2)),
          host: pick(hosts, digit(index, 1)),
          zone: pick(zones, index % few),
        }),
      };
    default:
      throw new RangeError(`labels: expected 1 to 5, got ${labels}`);
  }
}
