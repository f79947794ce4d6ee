import { describe, expectTypeOf, it } from 'vitest';
import {
  ConfigError,
  GatherError,
  MetricError,
  ParseError,
  type GatherProblem,
  type MetricErrorCode,
} from './index.ts';

describe('MetricErrorCode', () => {
  it('is a union of the codes, so that a switch over it can be checked', () => {
    expectTypeOf<MetricErrorCode>().toEqualTypeOf<
      | 'INVALID_NAME'
      | 'INVALID_LABEL_NAME'
      | 'INVALID_LABELS'
      | 'INVALID_VALUE'
      | 'INVALID_OPTION'
      | 'DUPLICATE_METRIC'
      | 'NOT_A_COLLECTOR'
      | 'PARSE_ERROR'
      | 'GATHER_FAILED'
      | 'INVALID_CONFIG'
    >();
  });
});

describe('MetricError', () => {
  it('is an Error with a code and, where there is one, the metric', () => {
    expectTypeOf<MetricError>().toExtend<Error>();
    expectTypeOf<MetricError>().toHaveProperty('code').toEqualTypeOf<MetricErrorCode>();
    expectTypeOf<MetricError>().toHaveProperty('metric').toEqualTypeOf<string | undefined>();
  });

  it('does not take a code that is not in the list', () => {
    // @ts-expect-error not in the list
    new MetricError('NO_SUCH_CODE', 'message');
  });
});

describe('the errors that extend MetricError', () => {
  it('are MetricErrors', () => {
    expectTypeOf<ParseError>().toExtend<MetricError>();
    expectTypeOf<GatherError>().toExtend<MetricError>();
    expectTypeOf<ConfigError>().toExtend<MetricError>();
  });

  it('tell where the input is wrong, and which collectors failed', () => {
    expectTypeOf<ParseError>().toHaveProperty('line').toEqualTypeOf<number>();
    expectTypeOf<ParseError>().toHaveProperty('column').toEqualTypeOf<number>();
    expectTypeOf<GatherError>()
      .toHaveProperty('problems')
      .toEqualTypeOf<readonly GatherProblem[]>();
  });
});
