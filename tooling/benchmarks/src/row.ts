import type { Case } from './cases/case.ts';
import { sharedMemoryName, telltaleName } from './contenders/all.ts';
import { golangName } from './go-program.ts';
import { isSpread, type Figure } from './rounds.ts';

/** A row of the table: what was measured, and what every contender came to. */
export interface Row extends Pick<Case, 'id' | 'title' | 'unit' | 'against' | 'acceptedRatio'> {
  readonly figures: Readonly<Record<string, Figure>>;
}

export function rowOf(one: Case, figures: Row['figures']): Row {
  const { id, title, unit, against, acceptedRatio } = one;
  return { id, title, unit, against, acceptedRatio, figures };
}

/** How many times as much as Telltale the best of its peers costs. */
export interface Ratio {
  readonly ratio: number;
  readonly peer: string;
}

/** Undefined where either was not measured. */
export function ratioOf({ figures, against }: Row): Ratio | undefined {
  const own = figures[telltaleName];
  if (!isSpread(own)) return undefined;
  const peers = Object.entries(figures).flatMap(([peer, figure]) => {
    const compared = against === 'javascript' ? peer !== golangName : peer === golangName;
    if (peer === telltaleName || peer === sharedMemoryName || !compared || !isSpread(figure))
      return [];
    return [{ peer, ratio: figure.median / own.median }];
  });
  return peers.toSorted((a, b) => a.ratio - b.ratio)[0];
}
