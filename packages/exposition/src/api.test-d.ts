import type { MetricFamily } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import {
  encode,
  encodeText,
  lint,
  negotiate,
  parse,
  type Format,
  type LintProblem,
} from './index.ts';

declare const families: readonly MetricFamily[];

describe('the public names', () => {
  it('encode takes a name or what negotiate returns', () => {
    expectTypeOf(encode(families, 'text')).toEqualTypeOf<Uint8Array>();
    expectTypeOf(encode(families, negotiate(null), { created: true })).toEqualTypeOf<Uint8Array>();
    // @ts-expect-error a format that is not there does not compile
    encode(families, 'yaml');
  });

  it('encodeText gives a string', () => {
    expectTypeOf(encodeText(families, { escaping: 'dots' })).toBeString();
    // @ts-expect-error neither does an escaping that is not there
    encodeText(families, { escaping: 'rot13' });
  });

  it('a format cannot be changed', () => {
    const format = negotiate(undefined);
    expectTypeOf(format).toEqualTypeOf<Format>();
    // @ts-expect-error it is read only
    format.version = '2';
  });

  it('parse wants a content type, which a format has', () => {
    expectTypeOf(parse(new Uint8Array(), negotiate('*/*'))).toEqualTypeOf<MetricFamily[]>();
    // @ts-expect-error there is no default
    parse('');
  });

  it('lint gives problems', () => {
    expectTypeOf(lint(families)).toEqualTypeOf<LintProblem[]>();
  });
});
