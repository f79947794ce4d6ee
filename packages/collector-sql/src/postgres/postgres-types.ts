import type { Cell } from '@telltale/rows';

/** Makes a cell of the text that PostgreSQL sends for a value. */
type ReadText = (text: string) => Cell;

/** Types by their OID that are something else than text. What is not here stays the text that the server writes. */
const readers: Readonly<Record<number, ReadText>> = {
  16: (text) => text === 't', // bool
  17: readBytes, // bytea
  20: BigInt, // int8
  21: Number, // int2
  23: Number, // int4
  26: Number, // oid
  28: Number, // xid
  700: Number, // float4
  701: Number, // float8
  1082: readDate, // date
  1114: readDate, // timestamp, which has no zone: as if in UTC
  1184: readDate, // timestamptz
  5069: BigInt, // xid8
};

const keepText: ReadText = (text) => text;

/** In the form that `pg` asks for. All types are asked for as text, numeric stays one. */
export const postgresTypes = {
  getTypeParser: (oid: number): ReadText => readers[oid] ?? keepText,
};

const isoDate =
  /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d)?)?(?::\d\d)?)?$/;

/** What a Date cannot hold stays text: infinity, before Christ, after the year 9999. */
function readDate(text: string): Cell {
  const [, date, time = '00:00:00', zone = '+00'] = isoDate.exec(text) ?? [];
  if (date === undefined) return text;
  return new Date(`${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
}

function readBytes(text: string): Cell {
  // The session has bytea_output = hex.
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}
