// Comes without types.
declare module 'parse-prometheus-text-format' {
  interface ParsedFamily {
    /** Numbers are left as they are written. */
    readonly metrics: readonly {
      readonly value?: string;
      readonly buckets?: Readonly<Record<string, string>>;
      readonly count?: string;
      readonly sum?: string;
    }[];
  }
  export default function parse(text: string): ParsedFamily[];
}
