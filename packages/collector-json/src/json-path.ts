import { JSONPathEnvironment, FunctionExpressionType, type JSONPathQuery } from 'json-p3';
import { describeValue } from '@telltale/model/internal';
import { RE2JS } from 're2js';
import { invalid } from './json-options.ts';

/** A compiled path, and whether it compares values. */
export interface JsonPath {
  readonly text: string;
  readonly hasFilter: boolean;
  readonly query: JSONPathQuery;
}

/** What match() or search() are, in time that is linear in the length of the text: it and the pattern may come from outside. */
function regularExpression(name: string, test: (pattern: RE2JS, text: string) => boolean) {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call(text: unknown, pattern: unknown): boolean {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      let compiled: RE2JS;
      try {
        compiled = RE2JS.compile(pattern);
      } catch (error) {
        throw new Error(`${name}() has no regular expression of RE2: ${(error as Error).message}`, {
          cause: error,
        });
      }
      return test(compiled, text);
    },
  };
}

let environment: JSONPathEnvironment | undefined;

function makeEnvironment(): JSONPathEnvironment {
  const made = new JSONPathEnvironment();
  made.functionRegister.set(
    'match',
    regularExpression('match', (pattern, text) => pattern.testExact(text)),
  );
  made.functionRegister.set(
    'search',
    regularExpression('search', (pattern, text) => pattern.test(text)),
  );
  return made;
}

/**
 * Compiles a path of RFC 9535.
 *
 * @throws INVALID_OPTION for what is none
 */
export function compilePath(option: string, given: unknown): JsonPath {
  if (typeof given !== 'string') {
    throw invalid(
      `${option} is ${describeValue(given)}, expected a JSONPath, such as "$.items[*]".`,
    );
  }
  if (!given.startsWith('$')) {
    throw invalid(
      `${option} is ${describeValue(given)}, expected a JSONPath, which begins with $.`,
    );
  }
  try {
    environment ??= makeEnvironment();
    return { text: given, hasFilter: given.includes('?'), query: environment.compile(given) };
  } catch (error) {
    throw invalid(`${option} is no JSONPath of RFC 9535: ${(error as Error).message}.`);
  }
}
