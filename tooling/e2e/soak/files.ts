import { appendFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beat, type Subject } from './subject.ts';
import { Truth } from './truth.ts';

/** A file that other programs write, as they should: whole, and in place of the one before. */
export async function textfileSubject(folder: string): Promise<Subject> {
  const inner = join(folder, 'textfile');
  await mkdir(inner);
  const file = join(inner, 'soak.prom');
  const truth = new Truth();
  let isGarbled = false;
  const beating = beat(truth, async (value) => {
    if (isGarbled) throw new Error('it is garbled');
    await writeFile(`${file}.next`, `# TYPE soak_textfile gauge\nsoak_textfile ${value}\n`);
    await rename(`${file}.next`, file);
  });
  const garbled = (name: string, change: () => Promise<void>) => ({
    name,
    begin: async () => {
      isGarbled = true;
      await change();
      return () => {
        isGarbled = false;
      };
    },
  });
  return {
    name: 'textfile',
    truth,
    ageMs: 0,
    faults: [
      garbled('the textfile is truncated', () => truncate(file, 30)),
      garbled('the textfile is garbled', () => writeFile(file, 'soak_textfile{ 0\n')),
      garbled('the textfile is removed', () => rm(file, { force: true })),
    ],
    [Symbol.asyncDispose]: () => beating[Symbol.asyncDispose](),
  };
}

/** A log whose lines are counted. */
export async function logfileSubject(folder: string): Promise<Subject> {
  const file = join(folder, 'soak.log');
  await writeFile(file, '');
  const truth = new Truth();
  const beating = beat(truth, (value) => appendFile(file, `beat ${value}\n`));
  let rotations = 0;
  return {
    name: 'logfile',
    truth,
    // It is followed, not read at the scrape.
    ageMs: 2000,
    faults: [
      {
        name: 'the log is rotated',
        begin: async () => {
          await rename(file, `${file}.${++rotations % 3}`);
          return () => undefined;
        },
      },
    ],
    [Symbol.asyncDispose]: () => beating[Symbol.asyncDispose](),
  };
}
