import { describeValue } from '@telltale/model/internal';
import { checkHeaders, checkNames, checkObject, invalid } from './json-options.ts';
import { compilePath, type JsonPath } from './json-path.ts';

/** What is asked, and how rows are found in the answer. Paths are those of RFC 9535. */
export interface JsonQuery {
  /** Where to ask: relative to the address of the source, and on its host. Default: that address. */
  readonly url?: string | undefined;
  /** Default: `GET`, with a body `POST`. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** What is sent: a string as it is, anything else as JSON. Default: nothing. */
  readonly body?: unknown;
  /** Headers besides those of the source. Default: `Accept: application/json`, and with a body `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The statuses with which the answer is read. Default: 200 to 299. */
  readonly statuses?: readonly number[] | undefined;
  /** The path of the rows, such as `$.disks[*]`. */
  readonly rows: string;
  /**
   * The columns, each with the path to its value, in which `$` is the row: `{ disk: '$.name', free: '$.space.free' }`. A
   * path that finds nothing gives null. What is an object or array is its text.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that are the same in all rows, in whose paths `$` is the whole answer. Default: none. */
  readonly documentColumns?: Readonly<Record<string, string>> | undefined;
  /** The column that says where the row was found: the key in its object, or the index in its array. Default: none. */
  readonly keyColumn?: string | undefined;
}

/** Columns and their paths. */
export type Columns = readonly (readonly [name: string, path: JsonPath])[];

/** A query that was checked. */
export interface CheckedQuery {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: readonly number[] | undefined;
  readonly rows: JsonPath;
  readonly columns: Columns;
  readonly documentColumns: Columns;
  readonly keyColumn: string | undefined;
}

const known = [
  'url',
  'method',
  'body',
  'headers',
  'statuses',
  'rows',
  'columns',
  'documentColumns',
  'keyColumn',
];

/**
 * Checks a query.
 *
 * @throws INVALID_OPTION for the first thing that is wrong
 */
export function checkQuery(query: JsonQuery, base: URL): CheckedQuery {
  checkNames('the query', query, known);
  const { headers = {}, statuses, keyColumn } = query;
  const body = bodyOf(query.body);
  const method = query.method ?? (body === undefined ? 'GET' : 'POST');
  if (!(['GET', 'POST'] as unknown[]).includes(method)) {
    throw invalid(`method is ${describeValue(method)}, expected 'GET' or 'POST'.`);
  }
  if (body !== undefined && method === 'GET') {
    throw invalid('a GET has no body. Leave the method out, or say POST.');
  }
  checkHeaders('headers of the query', headers);
  const isStatus = (status: unknown): boolean =>
    Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
  if (statuses !== undefined && !(Array.isArray(statuses) && statuses.every(isStatus))) {
    throw invalid('statuses has to be an array of whole numbers from 200 to 599.');
  }
  if (keyColumn !== undefined && (typeof keyColumn !== 'string' || keyColumn === '')) {
    throw invalid(`keyColumn is ${describeValue(keyColumn)}, expected the name of a column.`);
  }
  const columns = columnsOf('columns', query.columns);
  const documentColumns = columnsOf('documentColumns', query.documentColumns ?? {});
  const names = [...columns, ...documentColumns].map(([name]) => name);
  if (keyColumn !== undefined) names.push(keyColumn);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`the column ${describeValue(twice)} is there twice.`);
  if (names.length === 0) throw invalid('columns has to have at least one column.');
  return {
    url: urlOf(query.url, base),
    method,
    body,
    headers: { ...headers },
    statuses,
    rows: compilePath('rows', query.rows),
    columns,
    documentColumns,
    keyColumn,
  };
}

function urlOf(given: unknown, base: URL): URL {
  if (given === undefined) return base;
  // Its text is in no message: what follows `?` may be secret.
  const url = typeof given === 'string' ? URL.parse(given, base.href) : null;
  if (url === null) throw invalid('url of the query has to be a URL, or what is relative to one.');
  if (url.origin === base.origin && url.username === '' && url.password === '') return url;
  throw invalid(
    `url of the query has to be at ${base.origin}, as that of the source: its credentials are for nobody else. Make a ` +
      'source of its own for another host.',
  );
}

function bodyOf(given: unknown): string | undefined {
  if (given === undefined || typeof given === 'string') return given;
  try {
    const text = JSON.stringify(given) as string | undefined;
    if (text !== undefined) return text;
  } catch {
    // As with what JSON leaves out.
  }
  throw invalid(`body is ${describeValue(given)}, which cannot be written as JSON.`);
}

function columnsOf(option: string, given: unknown): Columns {
  checkObject(option, given);
  return Object.entries(given as Record<string, unknown>).map(([name, path]) => [
    name,
    compilePath(`${option}.${name}`, path),
  ]);
}
