export { encode } from './encode.ts';
export { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
export type { Format, FormatName } from './format.ts';
export { negotiate } from './negotiate.ts';
export { encodeText, type EncodeTextOptions } from './text.ts';
export type { EncodeOptions } from './writer.ts';
export { parse, type ParseOptions } from './parse.ts';
