import { ParseError, type MetricFamily } from '@telltale/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { parse } from './parse.ts';

const contentType = 'text/plain; version=1.0.0';

/** The page that is left, and what was told. */
function forgive(input: string | Uint8Array): { page: string; problems: string[] } {
  const problems: string[] = [];
  const families = parse(input, {
    contentType,
    onProblem: ({ message }) => problems.push(message),
  });
  return { page: new TextDecoder().decode(encode(families, 'text')), problems };
}

describe('text that is read tolerantly', () => {
  it('is read as ever where nothing is wrong', () => {
    const page = '# HELP a A.\n# TYPE a counter\na{x="y"} 1\n';
    expect(forgive(page)).toEqual({ page, problems: [] });
  });

  it.each<[what: string, input: string, page: string, problems: string[]]>([
    [
      'lines that are wrong',
      'a 1\nb one\n{} 1\nc{x="y} 1\nd 2\n',
      '# TYPE a untyped\na 1\n# TYPE d untyped\nd 2\n',
      [
        '2:3: expected a value, got "one"',
        '3:1: a metric name is missing',
        '4:10: the line ends inside of quotes',
      ],
    ],
    [
      'a type that there is none of, and keeps its samples',
      '# TYPE a meter\na 1\n# TYPE b meter\n',
      '# TYPE a untyped\na 1\n',
      [
        '1:10: expected one of counter, gauge, histogram, summary, untyped, got "meter"',
        '3:10: expected one of counter, gauge, histogram, summary, untyped, got "meter"',
      ],
    ],
    [
      'what is said twice',
      '# HELP a A.\n# HELP a B.\n# TYPE a gauge\n# TYPE a counter\na 1\n',
      '# HELP a A.\n# TYPE a gauge\na 1\n',
      ['2:10: a second HELP for a', '4:10: a second TYPE for a'],
    ],
    [
      'a type after its samples',
      'a 1\n# TYPE a gauge\n',
      '# TYPE a untyped\na 1\n',
      ['2:10: the TYPE of a must stand before its samples'],
    ],
    [
      'a series of a histogram without its last bucket, and keeps the others',
      [
        '# TYPE h histogram',
        'h_bucket{x="1",le="1"} 1',
        'h_bucket{x="2",le="+Inf"} 2',
        'h_sum{x="2"} 3',
        'h_sum{x="2"} 4',
        'h_count{x="2"} 2',
        'h_bucket{x="3"} 1',
        '',
      ].join('\n'),
      '# TYPE h histogram\nh_bucket{x="2",le="+Inf"} 2\nh_sum{x="2"} 3\nh_count{x="2"} 2\n',
      [
        '5:1: h_sum stands twice with the same labels',
        '7:1: a label le is missing',
        '2:1: h: a histogram needs a bucket le="+Inf"',
      ],
    ],
    [
      'a quantile without its label, and the series of one whose quantiles fall',
      '# TYPE s summary\ns 1\ns{a="b",quantile="0.5"} 1\ns{a="b",quantile="0.1"} 1\n',
      '# TYPE s summary\n',
      ['2:1: a label quantile is missing', '4:1: s: quantiles must ascend, got 0.1 after 0.5'],
    ],
    [
      'that the last line has no end, and keeps it',
      'a 1\nb 2',
      '# TYPE a untyped\na 1\n# TYPE b untyped\nb 2\n',
      ['2:4: the last line must end with a line feed'],
    ],
  ])('tells %s', (_what, input, page, problems) => {
    expect(forgive(input)).toEqual({ page, problems });
  });

  it('tells the first byte that is not UTF-8, and replaces all of them', () => {
    const bytes = Uint8Array.from([...Buffer.from('a{x="'), 0xff, 0xfe, ...Buffer.from('"} 1\n')]);
    expect(forgive(bytes)).toEqual({
      page: '# TYPE a untyped\na{x="\ufffd\ufffd"} 1\n',
      problems: ['1:6: a byte is not UTF-8'],
    });
  });

  it('tells errors with line and column', () => {
    const problems: ParseError[] = [];
    parse('a 1\nb\n', { contentType, onProblem: (problem) => problems.push(problem) });
    expect(problems).toEqual([
      new ParseError('expected a blank or { after the name b, got the end of the line', {
        line: 2,
        column: 2,
      }),
    ]);
  });

  it('is strict for formats that are valid as a whole or not at all', () => {
    const type = 'application/openmetrics-text; version=1.0.0';
    const onProblem = (problem: ParseError): never => {
      throw new Error(`it was told ${problem.message}`);
    };
    expect(() => parse('a 1\n', { contentType: type, onProblem })).toThrow(ParseError);
  });

  it('lets an error through that is thrown where it is told', () => {
    const error = new Error('enough');
    const onProblem = (): never => {
      throw error;
    };
    expect(() => parse('a\n', { contentType, onProblem })).toThrow(error);
  });

  it('never throws, and what is left is valid; it tells something wherever strict reading refuses', () => {
    const line = fc.constantFrom(
      '# TYPE h histogram',
      '# TYPE s summary',
      '# TYPE h gauge',
      '# HELP h \\x',
      '# HELP h text',
      'h_bucket{le="1"} 2',
      'h_bucket{le="+Inf"} 2',
      'h_bucket{le="+Inf"} 1',
      'h_count 2',
      'h_sum 3',
      'h 1',
      's{quantile="0.5"} 1',
      's{quantile="x"} 1',
      's_sum 1',
      'x{',
      'x 1 2 3',
      '{"a b",c="d"} 1',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string({ maxLength: 8 }))), (lines) => {
        const input = `${lines.join('\n')}\n`;
        const { page, problems } = forgive(input);
        let strict: MetricFamily[] | undefined;
        try {
          strict = parse(input, { contentType });
        } catch {
          // Then something must have been told.
        }
        expect(problems.length > 0).toBe(strict === undefined);
        expect(() => parse(page, { contentType })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
