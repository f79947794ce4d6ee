/** Options of `rows` whose keys in a configuration are not the same words with underscores. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['timestampColumn', 'timestamp'],
  ['startTimestampColumn', 'start_timestamp'],
  ['timeoutMs', 'deadline'],
]);
const others =
  'keyLabels|staticLabels|staticValue|valueLabel|bucketColumns|quantileColumns|countColumn|sumColumn|' +
  'observationColumn|stateColumn|onEmpty|onNull|onDuplicate|onError|maxAge|seriesLimit';
// What is quoted is of the data, not of the options.
const names = new RegExp(
  String.raw`"(?:[^"\\]|\\.)*"|\b(?:${[...renamed.keys()].join('|')}|${others})\b`,
  'g',
);

/** What `rows` says of its options, with the keys that they have in a configuration. */
export function inConfiguration(message: string): string {
  return message.replace(names, (name) =>
    name.startsWith('"')
      ? name
      : (renamed.get(name) ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  );
}
