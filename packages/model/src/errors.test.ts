import { describe, expect, it } from 'vitest';
import { constantFamily } from './constant-family.ts';
import { ConfigError, GatherError, MetricError, ParseError } from './errors.ts';

describe('MetricError', () => {
  it('carries the code, the metric, the message and the cause', () => {
    const cause = new Error('below');
    const error = new MetricError('INVALID_VALUE', 'what and why', { metric: 'up', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('MetricError');
    expect(error.code).toBe('INVALID_VALUE');
    expect(error.metric).toBe('up');
    expect(error.message).toBe('what and why');
    expect(error.cause).toBe(cause);
  });

  it('has neither metric nor cause where there is none', () => {
    const error = new MetricError('NOT_A_COLLECTOR', 'what and why');
    expect(error.metric).toBeUndefined();
    expect('cause' in error).toBe(false);
  });
});

describe('ParseError', () => {
  it('begins its message with line and column', () => {
    const error = new ParseError('expected a value', { line: 3, column: 14 });
    expect(error).toBeInstanceOf(MetricError);
    expect(error.name).toBe('ParseError');
    expect(error.code).toBe('PARSE_ERROR');
    expect(error.message).toBe('3:14: expected a value');
    expect([error.line, error.column]).toEqual([3, 14]);
  });

  it('leaves line and column out of its message in binary formats', () => {
    const error = new ParseError('the input ends within a field', { line: 0, column: 0 });
    expect(error.message).toBe('the input ends within a field');
  });
});

describe('GatherError', () => {
  it('lists each problem with its collector, and is caused by the first', () => {
    const cause = new Error('connection refused');
    const problems = [
      { collector: 'orders', message: 'connection refused', cause },
      { collector: 'stock', metric: 'stock_items', message: 'series twice' },
    ];
    const error = new GatherError(problems);
    expect(error).toBeInstanceOf(MetricError);
    expect(error.name).toBe('GatherError');
    expect(error.code).toBe('GATHER_FAILED');
    expect(error.message).toBe('orders: connection refused; stock: series twice');
    expect(error.problems).toBe(problems);
    expect(error.cause).toBe(cause);
  });

  it('carries what worked, and does not show it where it is printed', () => {
    const up = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [] });
    const problems = [{ collector: 'orders', message: 'late' }];
    const error = new GatherError(problems, [up]);
    expect(error.families).toEqual([up]);
    expect(Object.keys(error)).not.toContain('families');
    expect(new GatherError(problems).families).toEqual([]);
  });

  it('is about the metric of the first problem, and has no cause where that has none', () => {
    const error = new GatherError([
      { collector: 'stock', metric: 'stock_items', message: 'series twice' },
      { collector: 'orders', message: 'late', cause: new Error('late') },
    ]);
    expect(error.metric).toBe('stock_items');
    expect('cause' in error).toBe(false);
    expect('metric' in new GatherError([{ collector: 'orders', message: 'late' }])).toBe(false);
  });

  it('says problem where there is one', () => {
    const error = new GatherError([{ collector: 'orders', message: 'late' }]);
    expect(error.message).toBe('orders: late');
  });
});

describe('ConfigError', () => {
  it('is a MetricError with the code INVALID_CONFIG', () => {
    const cause = new SyntaxError('unexpected end');
    const error = new ConfigError('config.yaml: not readable', { cause });
    expect(error).toBeInstanceOf(MetricError);
    expect(error.name).toBe('ConfigError');
    expect(error.code).toBe('INVALID_CONFIG');
    expect(error.message).toBe('config.yaml: not readable');
    expect(error.cause).toBe(cause);
  });
});
