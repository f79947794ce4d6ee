import { MetricError, ParseError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { negotiate } from './negotiate.ts';
import { parse } from './parse.ts';

const protobuf =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

describe('parse', () => {
  it.each([
    'text/plain',
    'text/plain; version=0.0.4',
    'text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8',
    'TEXT/Plain;Version="0.0.4"',
  ])('reads %s as text', (contentType) => {
    expect(parse('a 1\n', { contentType })).toHaveLength(1);
  });

  it.each([
    'application/openmetrics-text',
    'application/openmetrics-text; version=0.0.1',
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  ])('reads %s as OpenMetrics', (contentType) => {
    expect(parse('a 1\n# EOF\n', { contentType })).toHaveLength(1);
    expect(() => parse('a 1\n', { contentType })).toThrow(ParseError);
  });

  it.each([protobuf, `${protobuf}; escaping=allow-utf-8`])(
    'reads %s as protobuf',
    (contentType) => {
      expect(parse(new Uint8Array([3, 0x0a, 1, 0x61]), { contentType })[0]?.name).toBe('a');
    },
  );

  it('wants bytes where the format is binary', () => {
    expect(() => parse('', { contentType: protobuf })).toThrow(
      new MetricError(
        'INVALID_OPTION',
        'a page of protobuf cannot be a string: pass its bytes as a Uint8Array.',
      ),
    );
  });

  it('takes a format as its options', () => {
    expect(parse('a 1\n', negotiate('text/plain'))).toHaveLength(1);
  });

  it.each([
    '',
    'text/html',
    'text/plain; version=0.0.3',
    'application/openmetrics-text; version=2.0.0',
    'application/json',
    'application/vnd.google.protobuf',
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text',
  ])('refuses the content type %j', (contentType) => {
    expect(() => parse('', { contentType })).toThrow(
      new MetricError(
        'INVALID_OPTION',
        `cannot parse content of type ${JSON.stringify(contentType)}: expected text/plain ` +
          '(version 0.0.4 or 1.0.0) or application/openmetrics-text (version 0.0.1 or 1.0.0) or ' +
          `${protobuf}.`,
      ),
    );
  });

  it.each([
    ['in the first line', [0x61, 0xff], '1:2: a byte is not UTF-8'],
    [
      'in a later line',
      [...new TextEncoder().encode('a{x="é"} 1\nb{x="'), 0xbd],
      '2:6: a byte is not UTF-8',
    ],
    ['that is the first', [0x80], '1:1: a byte is not UTF-8'],
  ])('refuses a byte that is not UTF-8 %s', (_where, bytes, message) => {
    expect(() => parse(new Uint8Array(bytes), { contentType: 'text/plain' })).toThrow(
      new ParseError(message.replace(/^.*: /, ''), {
        line: Number(message[0]),
        column: Number(message[2]),
      }),
    );
  });

  it('reads a part of a larger buffer', () => {
    const bytes = new TextEncoder().encode('xxa 1\nxx').subarray(2, 6);
    expect(parse(bytes, { contentType: 'text/plain' })[0]?.name).toBe('a');
    const binary = new Uint8Array([9, 9, 3, 0x0a, 1, 0x62, 9]).subarray(2, 6);
    expect(parse(binary, { contentType: protobuf })[0]?.name).toBe('b');
  });
});
