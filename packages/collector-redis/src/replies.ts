import type { Cell, Row } from '@telltale/rows';
import { infoColumns, infoRows } from './info-rows.ts';
import { RedisError } from './redis-error.ts';

/** A reply as it comes: integers are text, so that those of 64 bits stay exact. */
export type Reply = string | number | null | readonly Reply[];

/** What fields are: rows, or columns of one row. */
export type ReplyShape = 'rows' | 'columns';

/** What is known of a command. */
export interface Reader {
  /** How it is written. */
  readonly usage: string;
  /** Whether it can have so many words, itself included. */
  readonly takes: (words: number) => boolean;
  /** Whether the shape can be chosen. */
  readonly shapes?: true;
  readonly rows: (command: readonly string[], reply: Reply, shape: ReplyShape | undefined) => Row[];
}

const exactly = (count: number) => (words: number) => words === count;
const atLeast = (count: number) => (words: number) => words >= count;

/** One value of one key: `key` and `value`. */
function ofKey(usage: string, takes: (words: number) => boolean, at = 1): Reader {
  return {
    usage,
    takes,
    rows: (command, reply) => [{ key: command[at] ?? '', value: cell(reply) }],
  };
}

/** One value of a member of a key: `key`, a column for the member, and `value`. */
function ofMember(usage: string, column: string): Reader {
  return {
    usage,
    takes: exactly(3),
    rows: ([, key = '', member = ''], reply) => [{ key, [column]: member, value: cell(reply) }],
  };
}

/** One value of the server: `value`. */
function ofServer(usage: string, words: number): Reader {
  return { usage, takes: exactly(words), rows: (_, reply) => [{ value: cell(reply) }] };
}

/** A list: `key`, `index` and `value` for each item. */
function items(usage: string, takes: (words: number) => boolean): Reader {
  return {
    usage,
    takes,
    rows: ([, key = ''], reply) =>
      list(reply).map((value, index) => ({ key, index, value: cell(value) })),
  };
}

/** Maps, one after the other, each of which is a row besides `key`. */
function maps(usage: string): Reader {
  return {
    usage,
    takes: exactly(3),
    rows: ([, , key = ''], reply) => list(reply).map((map) => ({ ...columns(pairs(map)), key })),
  };
}

/** The commands that may be asked, none of which changes anything, with what their replies become. */
export const readers: Readonly<Record<string, Reader>> = {
  GET: ofKey('GET key', exactly(2)),
  STRLEN: ofKey('STRLEN key', exactly(2)),
  LLEN: ofKey('LLEN key', exactly(2)),
  SCARD: ofKey('SCARD key', exactly(2)),
  HLEN: ofKey('HLEN key', exactly(2)),
  ZCARD: ofKey('ZCARD key', exactly(2)),
  XLEN: ofKey('XLEN key', exactly(2)),
  PFCOUNT: ofKey('PFCOUNT key', exactly(2)),
  BITCOUNT: ofKey('BITCOUNT key', exactly(2)),
  TTL: ofKey('TTL key', exactly(2)),
  PTTL: ofKey('PTTL key', exactly(2)),
  TYPE: ofKey('TYPE key', exactly(2)),
  EXISTS: ofKey('EXISTS key', exactly(2)),
  ZCOUNT: ofKey('ZCOUNT key min max', exactly(4)),
  ZSCORE: ofMember('ZSCORE key member', 'member'),
  SISMEMBER: ofMember('SISMEMBER key member', 'member'),
  HGET: ofMember('HGET key field', 'field'),
  HEXISTS: ofMember('HEXISTS key field', 'field'),
  'MEMORY USAGE': ofKey('MEMORY USAGE key', exactly(3), 2),
  DBSIZE: ofServer('DBSIZE', 1),
  LASTSAVE: ofServer('LASTSAVE', 1),
  'SLOWLOG LEN': ofServer('SLOWLOG LEN', 2),
  MGET: {
    usage: 'MGET key …',
    takes: atLeast(2),
    rows: ([, ...keys], reply) => sideBySide(keys, reply, (key, value) => ({ key, value })),
  },
  HMGET: {
    usage: 'HMGET key field …',
    takes: atLeast(3),
    rows: ([, key = '', ...fields], reply) =>
      sideBySide(fields, reply, (field, value) => ({ key, field, value })),
  },
  HGETALL: {
    usage: 'HGETALL key',
    takes: exactly(2),
    shapes: true,
    rows: ([, key = ''], reply, shape = 'rows') => {
      const fields = pairs(reply);
      if (shape === 'rows') return fields.map(([field, value]) => ({ key, field, value }));
      return fields.length === 0 ? [] : [columns(fields)];
    },
  },
  LRANGE: items('LRANGE key start stop', exactly(4)),
  SMEMBERS: items('SMEMBERS key', exactly(2)),
  ZRANGE: {
    usage: 'ZRANGE key start stop WITHSCORES',
    takes: (words) => words === 5,
    rows: ([, key = ''], reply) => pairs(reply).map(([member, value]) => ({ key, member, value })),
  },
  'XINFO STREAM': {
    usage: 'XINFO STREAM key',
    takes: exactly(3),
    rows: ([, , key = ''], reply) => [{ ...columns(pairs(reply)), key }],
  },
  'XINFO GROUPS': maps('XINFO GROUPS key'),
  INFO: {
    usage: 'INFO [section]',
    takes: (words) => words <= 2,
    shapes: true,
    rows: (_, reply, shape = 'columns') => {
      const text = typeof reply === 'string' ? reply : '';
      return shape === 'columns' ? [infoColumns(text)] : infoRows(text);
    },
  },
};

/** Rows of a reply of which nothing is known: a row with `value` for each value in it. */
export function unknownRows(reply: Reply): Row[] {
  if (!Array.isArray(reply)) return [{ value: cell(reply) }];
  return (reply as readonly Reply[]).map((value, index) => ({ index, value: cell(value) }));
}

/** What is nested is its text. */
function cell(reply: Reply | undefined): Cell {
  if (reply === undefined || reply === null) return null;
  return typeof reply === 'object' ? JSON.stringify(reply) : reply;
}

function list(reply: Reply): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw new RedisError('reply', `The reply is ${String(reply)}, expected a list.`);
}

function pairs(reply: Reply): [string, Cell][] {
  const flat = list(reply);
  const found: [string, Cell][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    found.push([String(flat[index]), cell(flat[index + 1])]);
  }
  return found;
}

function columns(fields: readonly [string, Cell][]): Row {
  return Object.assign(Object.create(null) as object, Object.fromEntries(fields));
}

function sideBySide(
  names: readonly string[],
  reply: Reply,
  row: (name: string, value: Cell) => Row,
): Row[] {
  const values = list(reply);
  return names.map((name, index) => row(name, cell(values[index])));
}
