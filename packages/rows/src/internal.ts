/** For sources of rows, in the packages beside this one; not covered by semantic versioning. */
export { parseExactJson, type Json } from './exact-json.ts';
export { collectorOfSource } from './own-source.ts';
export { Secrets } from './secrets.ts';
export { SharedWork } from './shared-work.ts';
export { Turns } from './turns.ts';
