import { describe, expect, it } from 'vitest';
import { reportFaults } from './report-faults.ts';

const sound = `import { Metric } from '@telltale/model';

// @public
export class Counter {
    // @internal (undocumented)
    protected base: number;
    inc(any: number): void;
    any(): string;
    readonly mode: 'any' | "any (undocumented)";
    readonly many?: number;
}

// (No @packageDocumentation comment for this package)`;

describe('reportFaults', () => {
  it('finds nothing wrong with a report whose names are documented and typed', () => {
    expect(reportFaults(sound)).toEqual([]);
  });

  it('names what is undocumented, a name of the package or one of its members', () => {
    const report = `// @public (undocumented)
export interface Options {
    // (undocumented)
    readonly help: string;
    readonly name: string;
}`;
    expect(reportFaults(report)).toEqual([
      'export interface Options {\n    has no documentation',
      'readonly help: string;\n    has no documentation',
    ]);
  });

  it.each([
    'value: any;',
    'values: any[];',
    'read(): Promise<any>;',
    'set(value: any, by?: number): void;',
    'pairs: Map<any, string>;',
    'readonly [key: string]: any;',
    'one: string | any;',
    'export type Value = any;',
  ])('refuses any in %s', (line) => {
    expect(reportFaults(`// @public\n    ${line}`)).toEqual([`${line}\n    is of the type any`]);
  });

  it('passes on what api-extractor warns of, with the name concerned', () => {
    const report = `    // Warning: (ae-forgotten-export) The symbol "Store" needs to be exported
    //
    // @internal
    protected constructor(store: Store);`;
    expect(reportFaults(report)).toEqual([
      'protected constructor(store: Store);\n    api-extractor warns: (ae-forgotten-export) The symbol "Store" needs to be exported',
    ]);
  });
});
