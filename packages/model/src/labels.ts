/** What a label may be set to. Numbers and booleans are written as strings. */
export type LabelValue = string | number | boolean;

/** Labels as a reader sees them: every value a string. */
export type Labels = Readonly<Record<string, string>>;

/** The labels object that fits a tuple of label names: each of them, and no other. Without label names there is none. */
export type LabelsOf<Names extends readonly string[]> = Names extends readonly []
  ? never // An empty record would be `{}`, which takes anything.
  : Readonly<Record<Names[number], LabelValue>>;

/** The positional form of the same: one value for each name, in their order. */
export type LabelTuple<Names extends readonly string[]> = {
  readonly [Index in keyof Names]: LabelValue;
};
