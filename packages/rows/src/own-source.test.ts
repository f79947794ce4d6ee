import type { Collector } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { collectorOfSource } from './own-source.ts';

class Source {
  isClosed = false;

  query(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

const make = (): Collector => ({ name: 'rows', collect: () => undefined });

describe('collectorOfSource', () => {
  it('closes a source of its own with the collector, waiting for it or not', async () => {
    for (const dispose of [Symbol.dispose, Symbol.asyncDispose] as const) {
      const source = new Source();
      const collector = collectorOfSource({}, () => source, make);
      expect(collector.name).toBe('rows');
      expect(source.isClosed).toBe(false);
      await collector[dispose]();
      expect(source.isClosed).toBe(true);
    }
  });

  it('leaves a source that was given as it is', async () => {
    const source = new Source();
    const collector = collectorOfSource(source, () => new Source(), make);
    await collector[Symbol.asyncDispose]();
    expect(source.isClosed).toBe(false);
  });

  it.each([true, false])(
    'leaves nothing of its own open when it fails, given one: %s',
    (isGiven) => {
      const source = new Source();
      const fail = (): never => {
        throw new Error('a wrong query');
      };
      const given: Source | object = isGiven ? source : {};
      expect(() => collectorOfSource<object, Source>(given, () => source, fail)).toThrow(
        'a wrong query',
      );
      expect(source.isClosed).toBe(!isGiven);
    },
  );
});
